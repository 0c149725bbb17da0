using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;

namespace EmuEdit.Trainers;

/// <summary>The task predictor of the bundle that training starts from.</summary>
internal static class InitialTaskPredictor
{
    /// <summary>Tells the task of an instruction; the bundle is loaded for the first one.</summary>
    /// <param name="initial">The bundle's folder.</param>
    /// <returns>Null where that is no folder, or has no task predictor.</returns>
    public static Func<string, EditTask>? Of(string? initial)
    {
        if (initial is null || !Directory.Exists(Path.Combine(initial, "task_predictor")))
            return null;
        var predictor = new Lazy<TaskPredictor>(() => new(Bundle.Load(initial, new() { Provider = new() { Kind = ProviderKind.Cpu } })));
        return instruction => EditTask.Named(predictor.Value.Predict(instruction).Task);
    }
}
