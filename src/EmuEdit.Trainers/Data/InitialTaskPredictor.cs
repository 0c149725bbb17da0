using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;

namespace EmuEdit.Trainers;

/// <summary>The task predictor of the bundle that training starts from.</summary>
internal static class InitialTaskPredictor
{
    /// <summary>Returns a function that predicts the task of an instruction. Its first call loads the bundle.</summary>
    /// <param name="initial">Folder of the bundle.</param>
    /// <returns>The function; null if there is no such folder, or it has no task predictor.</returns>
    public static Func<string, EditTask>? Of(string? initial)
    {
        if (initial is null || !Directory.Exists(Path.Combine(initial, "task_predictor")))
            return null;
        var predictor = new Lazy<TaskPredictor>(() => new(Bundle.Load(initial, new() { Provider = new() { Kind = ProviderKind.Cpu } })));
        return instruction => EditTask.Named(predictor.Value.Predict(instruction).Task);
    }
}
