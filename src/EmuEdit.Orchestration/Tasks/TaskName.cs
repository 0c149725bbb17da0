namespace EmuEdit.Orchestration;

/// <summary>
/// The name of an activity or an orchestrator, with the types it takes and gives, so that a call by name is checked by the compiler.
/// By habit a task publishes its own: <c>public static readonly TaskName&lt;Turn, string&gt; Task = nameof(PredictTask);</c>.
/// </summary>
/// <typeparam name="TIn">What the task takes.</typeparam>
/// <typeparam name="TOut">What it gives.</typeparam>
/// <param name="Value">The name it is registered under.</param>
public readonly record struct TaskName<TIn, TOut>(string Value)
{
    /// <summary>The task of that name.</summary>
    public static implicit operator TaskName<TIn, TOut>(string value) => new(value);

    /// <summary>The name.</summary>
    public override string ToString() => Value;
}
