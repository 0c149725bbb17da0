using EmuEdit.Editing;
using EmuEdit.Orchestration;

namespace EmuEdit.Sessions;

/// <summary>Says which task a turn is done as: the one its options name, or the one predicted from its instruction.</summary>
/// <param name="store">Has the turn.</param>
/// <param name="predictor">Predicts.</param>
internal sealed class PredictTask(SessionStore store, TaskPredictor predictor) : Activity<TurnReference, TaskChoice>
{
    public static readonly TaskName<TurnReference, TaskChoice> TaskName = nameof(PredictTask);

    /// <summary>A kind of its own, one at a time: predictions side by side could pass each other, and turns are made in the order they were accepted.</summary>
    public const string OneByOne = "predict";

    public override string Kind => OneByOne;

    public override async Task<TaskChoice> RunAsync(ActivityContext context, TurnReference input)
    {
        var turn = (await store.GetAsync(input.Session, context.Stopping).ConfigureAwait(false)).Session.Turn(input.Turn);
        return turn.Options.Task is { } given ? new(given, Predicted: false, Confidence: 1) : predictor.Predict(turn.Instruction);
    }
}
