using EmuEdit.Core;
using EmuEdit.Orchestration.Contract;
using EmuEdit.Orchestration.Embedded;

namespace EmuEdit.Orchestration.Tests.Embedded;

public sealed class FailedActivityTests
{
    [Fact]
    public async Task Activity_ThatFails_IsWarnedOfUnlessItsInputIsToBlame()
    {
        var log = new WarningLog();
        var registry = new TaskRegistry()
            .Activity<int, int>("Writes", int (_) => throw new IOException("No space left on device"))
            .Activity<int, int>("Reads", int (_) => throw new InvalidInputException("a picture that is none", "a PNG"))
            .Orchestrator<string, string>("Calls", async (context, activity) =>
            {
                try
                {
                    await context.CallActivityAsync<int, int>(activity, 1);
                }
                catch (TaskFailedException e)
                {
                    return e.Failure.ToString();
                }
                return "";
            });
        await using var host = new EngineHost(registry, new() { Sync = JournalSync.Off, Log = log });
        await host.Run("Calls", "Reads", "reader");
        await host.Run("Calls", "Writes", "writer");
        Assert.Equal("Writes of writer failed. No space left on device", Assert.Single(log.Warnings));
    }
}
