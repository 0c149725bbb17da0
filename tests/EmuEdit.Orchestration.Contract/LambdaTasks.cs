namespace EmuEdit.Orchestration.Contract;

/// <summary>An orchestrator whose code stands in the test.</summary>
public sealed class LambdaOrchestrator<TIn, TOut>(string name, Func<OrchestrationContext, TIn, Task<TOut>> code) : Orchestrator<TIn, TOut>
{
    public override string Name => name;

    public override Task<TOut> RunAsync(OrchestrationContext context, TIn input) => code(context, input);
}

/// <summary>An activity whose code stands in the test.</summary>
public sealed class LambdaActivity<TIn, TOut>(string name, Func<ActivityContext, TIn, Task<TOut>> code, string kind = "cpu")
    : Activity<TIn, TOut>
{
    public override string Name => name;

    public override string Kind => kind;

    public override Task<TOut> RunAsync(ActivityContext context, TIn input) => code(context, input);
}

public static class LambdaTasks
{
    public static TaskRegistry Orchestrator<TIn, TOut>(
        this TaskRegistry registry,
        string name,
        Func<OrchestrationContext, TIn, Task<TOut>> code
    ) => registry.Add(new LambdaOrchestrator<TIn, TOut>(name, code));

    public static TaskRegistry Activity<TIn, TOut>(this TaskRegistry registry, string name, Func<TIn, TOut> code, string kind = "cpu") =>
        registry.Add(new LambdaActivity<TIn, TOut>(name, (_, input) => Task.FromResult(code(input)), kind));

    public static TaskRegistry AsyncActivity<TIn, TOut>(
        this TaskRegistry registry,
        string name,
        Func<ActivityContext, TIn, Task<TOut>> code,
        string kind = "cpu"
    ) => registry.Add(new LambdaActivity<TIn, TOut>(name, code, kind));
}
