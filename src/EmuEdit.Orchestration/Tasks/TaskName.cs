namespace EmuEdit.Orchestration;

/// <summary>
/// The name of an activity or orchestrator, with its input and output types, so that the compiler checks calls by name. By convention a
/// task publishes its name: <c>public static readonly TaskName&lt;Turn, string&gt; TaskName = nameof(PredictTask);</c>.
/// </summary>
/// <typeparam name="TIn">The input's type.</typeparam>
/// <typeparam name="TOut">The output's type.</typeparam>
/// <param name="Value">The name under which the task is registered.</param>
public readonly record struct TaskName<TIn, TOut>(string Value)
{
    /// <summary>Converts a string to a task name.</summary>
    public static implicit operator TaskName<TIn, TOut>(string value) => new(value);

    /// <summary>The name.</summary>
    public override string ToString() => Value;
}
