namespace EmuEdit.Orchestration.Contract;

public abstract class ActivityContract : EngineContract
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task CallActivity_TwoInARow_EachGetsItsInput()
    {
        var registry = new TaskRegistry()
            .Activity<int, int>("Double", x => 2 * x)
            .Orchestrator<int, int>("Quadruple", async (context, x) =>
                await context.CallActivityAsync<int, int>("Double", await context.CallActivityAsync<int, int>("Double", x)));
        Assert.Equal(20, Output<int>(await RunOne<int, int>(registry, "Quadruple", 5)));
    }

    [Fact]
    public async Task CallActivity_ManyAtOnce_AllResultsInOrder()
    {
        var registry = new TaskRegistry()
            .Activity<int, int>("Square", x => x * x)
            .Orchestrator<int, int[]>("Fan", (context, n) =>
                Task.WhenAll(Enumerable.Range(0, n).Select(i => context.CallActivityAsync<int, int>("Square", i))));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i * i), Output<int[]>(await RunOne<int, int[]>(registry, "Fan", 50)));
    }

    [Fact]
    public async Task CallActivity_Records_TravelWithTheirEnumerations()
    {
        var registry = new TaskRegistry()
            .Activity<Parcel, Parcel>("Post", p => p with { Day = DayOfWeek.Friday })
            .Orchestrator<Parcel, Parcel>("Send", (context, p) => context.CallActivityAsync<Parcel, Parcel>("Post", p));
        Assert.Equal(
            new("book", DayOfWeek.Friday, null),
            Output<Parcel>(await RunOne<Parcel, Parcel>(registry, "Send", new("book", DayOfWeek.Monday, null)))
        );
    }

    [Fact]
    public async Task CallActivity_Throws_FailureNamesTypeMessageAndActivity()
    {
        var registry = new TaskRegistry()
            .Activity<int, int>("Break", _ => throw new InvalidTimeZoneException("no such zone"))
            .Orchestrator<int, int>("Outer", (context, x) => context.CallActivityAsync<int, int>("Break", x));
        var end = await RunOne<int, int>(registry, "Outer", 1);
        Assert.Equal(OrchestrationStatus.Failed, end.Status);
        Assert.Equal("Outer", end.Failure!.TaskName);
        Assert.True(end.Failure.IsCausedBy<TaskFailedException>());
        Assert.Equal(new(typeof(InvalidTimeZoneException).FullName!, "no such zone", "Break"), end.Failure.InnerFailure);
    }

    [Fact]
    public async Task CallActivity_ThrowsAndIsCaught_OrchestratorGoesOn()
    {
        var registry = new TaskRegistry()
            .Activity<int, int>("Break", _ => throw new InvalidTimeZoneException("no such zone"))
            .Orchestrator<int, string>("Outer", async (context, x) =>
            {
                try
                {
                    return $"{await context.CallActivityAsync<int, int>("Break", x)}";
                }
                catch (TaskFailedException e)
                {
                    return e.Failure.ErrorMessage;
                }
            });
        Assert.Equal("no such zone", Output<string>(await RunOne<int, string>(registry, "Outer", 1)));
    }

    [Fact]
    public async Task CallActivity_UnknownName_Fails()
    {
        var registry = new TaskRegistry().Orchestrator<int, int>("Outer", (context, x) => context.CallActivityAsync<int, int>("Nobody", x));
        var end = await RunOne<int, int>(registry, "Outer", 1);
        Assert.Equal(OrchestrationStatus.Failed, end.Status);
        Assert.Contains("Nobody", end.Failure!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallActivity_InputTooLong_FailsTheInstance()
    {
        var registry = new TaskRegistry()
            .Activity<string, int>("Length", s => s.Length)
            .Orchestrator<int, int>("Outer", (context, n) => context.CallActivityAsync<string, int>("Length", new('x', n)));
        var end = await RunOne<int, int>(registry, "Outer", Payload.MaxLength);
        Assert.Equal(OrchestrationStatus.Failed, end.Status);
        Assert.Contains("reference", end.Failure!.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 3, "ok at 1")]
    [InlineData(3, 3, "ok at 3")]
    [InlineData(4, 3, "failed after 3")]
    public async Task Retry_FailsSomeTimes_TriesUpToTheMaximum(int worksAt, int maxAttempts, string expected)
    {
        var attempts = 0;
        var registry = new TaskRegistry()
            .Activity<int, int>("Flaky", at => Interlocked.Increment(ref attempts) >= at ? attempts : throw new TimeoutException("again"))
            .Orchestrator<int, string>("Outer", async (context, at) =>
            {
                try
                {
                    return $"ok at {await context.CallActivityAsync<int, int>("Flaky", at, new(maxAttempts, Soon, 2))}";
                }
                catch (TaskFailedException)
                {
                    return $"failed after {maxAttempts}";
                }
            });
        Assert.Equal(expected, Output<string>(await RunOne<int, string>(registry, "Outer", worksAt)));
        Assert.Equal(Math.Min(worksAt, maxAttempts), attempts);
    }

    [Fact]
    public async Task Retry_FailureNotHandled_TriesOnce()
    {
        var attempts = 0;
        var registry = new TaskRegistry()
            .Activity<int, int>("Break", _ => Interlocked.Increment(ref attempts) > 0 ? throw new FormatException("bad") : 0)
            .Orchestrator<int, int>("Outer", (context, x) =>
                context.CallActivityAsync<int, int>("Break", x, new(5, Soon, handle: failure => failure.IsCausedBy<TimeoutException>())));
        Assert.Equal(OrchestrationStatus.Failed, (await RunOne<int, int>(registry, "Outer", 1)).Status);
        Assert.Equal(1, attempts);
    }

    [Theory]
    [InlineData("store", 2, OrchestrationStatus.Completed)]
    [InlineData("file", 1, OrchestrationStatus.Failed)]
    [InlineData("format", 1, OrchestrationStatus.Failed)]
    public async Task Retry_WhileTransient_WaitsOutWhatPassesAlone(string fails, int tries, OrchestrationStatus expected)
    {
        var attempts = 0;
        Exception failure = fails switch
        {
            "store" => new BlobStoreFailure(),
            "file" => new FileNotFoundException("gone"),
            _ => new FormatException("bad"),
        };
        var registry = new TaskRegistry()
            .Activity<int, int>("Break", x => Interlocked.Increment(ref attempts) == 1 ? throw failure : x)
            .Orchestrator<int, int>(
                "Outer",
                (context, x) => context.CallActivityAsync<int, int>("Break", x, RetryPolicy.Patient(Soon, Soon))
            );
        Assert.Equal(expected, (await RunOne<int, int>(registry, "Outer", 1)).Status);
        Assert.Equal(tries, attempts);
    }

    // Of a type that no policy knows by name.
    private sealed class BlobStoreFailure() : IOException("out of reach");

    public sealed record Parcel(string What, DayOfWeek Day, int? Weight);
}
