using EmuEdit.Orchestration.Contract;

namespace EmuEdit.Orchestration.Tests.Embedded;

public sealed class EmbeddedActivityTests : ActivityContract
{
    protected override Task<IEngineHost> Start(TaskRegistry registry) => Task.FromResult<IEngineHost>(new EngineHost(registry));
}

public sealed class EmbeddedWaitingTests : WaitingContract
{
    protected override Task<IEngineHost> Start(TaskRegistry registry) => Task.FromResult<IEngineHost>(new EngineHost(registry));
}

public sealed class EmbeddedCompositionTests : CompositionContract
{
    protected override Task<IEngineHost> Start(TaskRegistry registry) => Task.FromResult<IEngineHost>(new EngineHost(registry));
}

public sealed class EmbeddedClientTests : ClientContract
{
    protected override Task<IEngineHost> Start(TaskRegistry registry) => Task.FromResult<IEngineHost>(new EngineHost(registry));
}

public sealed class EmbeddedUpgradeTests : UpgradeContract
{
    protected override Task<IEngineHost> Start(TaskRegistry registry) => Task.FromResult<IEngineHost>(new EngineHost(registry));
}

public sealed class EmbeddedReplayTests : ReplayContract
{
    protected override Task<IEngineHost> Start(TaskRegistry registry) => Task.FromResult<IEngineHost>(new EngineHost(registry));
}
