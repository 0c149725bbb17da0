using EmuEdit.Orchestration.Contract;
using EmuEdit.Orchestration.Embedded;
using FsCheck;
using FsCheck.Fluent;

namespace EmuEdit.Orchestration.Tests.Embedded;

/// <summary>Random orchestrations, killed twice at random places, end as the one that nobody disturbed.</summary>
public sealed class RandomCrashTests
{
    private static readonly EmbeddedEngineOptions Options = new() { Sync = JournalSync.Off };

    public enum Kind
    {
        Activity,
        Failure,
        Timer,
        Id,
        All,
        Child,
        Again,
    }

    public sealed record Step(Kind Kind, int Value, Step[] Inner);

    public sealed record Plan(Step[] Steps, string Trace = "");

    private static TaskRegistry Tasks => new TaskRegistry()
        .Activity<int, int>("Triple", x => 3 * x)
        .Activity<int, int>("Break", x => throw new TimeoutException($"{x}"))
        .Orchestrator<Plan, string>("Interpreter", async (context, plan) =>
        {
            var trace = plan.Trace;
            for (var i = 0; i < plan.Steps.Length; i++)
            {
                if (plan.Steps[i].Kind == Kind.Again)
                {
                    context.ContinueAsNew(new Plan(plan.Steps[(i + 1)..], trace));
                    return "";
                }
                trace += await Run(context, plan.Steps[i]);
            }
            return trace;
        });

    private static async Task<string> Run(OrchestrationContext context, Step step)
    {
        switch (step.Kind)
        {
            case Kind.Activity:
                return $"a{await context.CallActivityAsync<int, int>("Triple", step.Value)}";
            case Kind.Failure:
                try
                {
                    return $"{await context.CallActivityAsync<int, int>("Break", step.Value, new(2, TimeSpan.FromMilliseconds(1)))}";
                }
                catch (TaskFailedException e)
                {
                    return $"f{e.Failure.ErrorMessage}";
                }
            case Kind.Timer:
                await context.CreateTimerAsync(TimeSpan.FromMilliseconds(step.Value % 4));
                return "t";
            case Kind.Id:
                // The ids differ from run to run of the test, their being different does not.
                return context.NewGuid() == context.NewGuid() ? "same" : "i";
            case Kind.All:
                return $"({string.Join(',', await Task.WhenAll(step.Inner.Select(inner => Run(context, inner))))})";
            default:
                return $"[{await context.CallSubOrchestratorAsync<Plan, string>("Interpreter", new(step.Inner))}]";
        }
    }

    private static Gen<Step> Steps(int depth)
    {
        var kinds = Gen.Elements(depth > 0 ? Enum.GetValues<Kind>() : [Kind.Activity, Kind.Failure, Kind.Timer, Kind.Id]);
        return from kind in kinds
               from value in Gen.Choose(0, 99)
               from inner in kind is Kind.All or Kind.Child ? Steps(depth - 1).ArrayOf(2) : Gen.Constant(Array.Empty<Step>())
               select new Step(kind is Kind.Again && depth < 2 ? Kind.Timer : kind, value, inner);
    }

    private static Gen<(Plan Plan, double First, double Second)> Cases =>
        from count in Gen.Choose(1, 6)
        from steps in Steps(2).ArrayOf(count)
        from first in Gen.Choose(0, 1000)
        from second in Gen.Choose(0, 1000)
        select (new Plan(steps), first / 1000.0, second / 1000.0);

    [Fact]
    public void Reopen_RandomOrchestrationKilledAtRandom_SameResult() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(Cases.ToArbitrary(), test => SameResult(test.Plan, [test.First, test.Second]).GetAwaiter().GetResult())
        );

    private static async Task<bool> SameResult(Plan plan, double[] kills)
    {
        using var folders = new TemporaryFolder();
        var outputs = new List<string>();
        for (var run = 0; run <= kills.Length; run++)
        {
            await using var engine = EmbeddedEngine.Open(folders[$"{run}"], Tasks, Options);
            await engine.ScheduleAsync<Plan, string>("Interpreter", plan, "plan");
            var end = await engine.WaitForCompletionAsync("plan").Ends();
            outputs.Add(end.ReadOutput<string>() ?? $"{run}: {end.Status} {end.Failure}");
            if (run < kills.Length)
                WriteAheadLog.Copy(folders[$"{run}"], folders[$"{run + 1}"], (long)(kills[run] * WriteAheadLog.Length(folders[$"{run}"])));
        }
        Assert.All(outputs, output => Assert.Equal(outputs[0], output));
        return true;
    }
}
