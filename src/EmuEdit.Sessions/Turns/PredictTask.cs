using EmuEdit.Editing;
using EmuEdit.Orchestration;

namespace EmuEdit.Sessions;

/// <summary>Returns the task of a turn: the one that its options name, or the one that is predicted from its instruction.</summary>
/// <param name="store">The store with the turn.</param>
/// <param name="predictor">Predicts the task.</param>
internal sealed class PredictTask(SessionStore store, TaskPredictor predictor) : Activity<TurnReference, TaskChoice>
{
    public static readonly TaskName<TurnReference, TaskChoice> TaskName = nameof(PredictTask);

    /// <summary>
    /// A separate kind that runs one at a time: parallel predictions could overtake each other, and turns run in the order in which they
    /// were accepted.
    /// </summary>
    public const string OneByOne = "predict";

    public override string Kind => OneByOne;

    public override async Task<TaskChoice> RunAsync(ActivityContext context, TurnReference input)
    {
        var turn = (await store.GetAsync(input.Session, context.Stopping).ConfigureAwait(false)).Document.Turn(input.Turn);
        return turn.Options.Task is { } given ? new(given, Predicted: false, Confidence: 1) : predictor.Predict(turn.Instruction);
    }
}
