using EmuEdit.Core;
using EmuEdit.Orchestration.Contract;

namespace EmuEdit.Orchestration.Tests.Tasks;

public sealed class TaskRegistryTests
{
    [Fact]
    public void Add_SecondOfAName_IsRefused() =>
        Assert.Contains("'Same'", Assert.Throws<InvalidInputException>(() =>
            new TaskRegistry().Activity<int, int>("Same", x => x).Activity<int, int>("Same", x => x)).Message, StringComparison.Ordinal);

    [Fact]
    public void Add_ActivityAndOrchestratorOfOneName_BothAreThere()
    {
        var registry = new TaskRegistry().Activity<int, int>("Same", x => x).Orchestrator<int, int>("Same", (_, x) => Task.FromResult(x));
        Assert.Equal(["Same", "Same"], registry.Activities.Keys.Concat(registry.Orchestrators.Keys));
    }
}
