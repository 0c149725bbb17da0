namespace EmuEdit.Orchestration.Tests.Tasks;

public sealed class TaskFailureTests
{
    [Fact]
    public void From_InnerExceptions_KeepsTheChain()
    {
        var failure = TaskFailure.From(new InvalidOperationException("outer", new FormatException("inner")), "Task");
        Assert.True(failure.IsCausedBy<InvalidOperationException>());
        Assert.False(failure.IsCausedBy<Exception>());
        Assert.Equal(new(typeof(FormatException).FullName!, "inner", "Task"), failure.InnerFailure);
    }

    [Fact]
    public void From_TaskFailedException_KeepsTheTaskItCameFrom()
    {
        var cause = new TaskFailure("Type", "message", "Activity");
        Assert.Same(cause, TaskFailure.From(new TaskFailedException(cause), "Orchestrator").InnerFailure);
    }

    [Theory]
    [InlineData("EmuEdit.Storage.BlobStoreException", true)]
    [InlineData("System.IO.IOException", true)]
    [InlineData("System.FormatException", false)]
    public void IsTransient_OfAFailureRecordedWithoutIt_FollowsFromItsType(string type, bool expected)
    {
        var failure = Payload.Read<TaskFailure>($$"""{ "errorType": "{{type}}", "errorMessage": "", "taskName": "Task" }""");
        Assert.Equal(expected, failure.IsTransient);
        Assert.Equal(failure, Payload.Read<TaskFailure>(Payload.Write(failure)));
    }

    [Fact]
    public void From_EndlessMessage_IsCut() =>
        Assert.InRange(TaskFailure.From(new FormatException(new('x', 1 << 21)), "Task").ErrorMessage.Length, 1000, 5000);
}
