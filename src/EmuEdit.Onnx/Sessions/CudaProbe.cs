using System.Text.RegularExpressions;
using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx;

/// <summary>
/// Finds out whether CUDA can be used on this machine. Its libraries are loaded late and its device
/// is first used even later, so only a run can tell.
/// </summary>
internal static partial class CudaProbe
{
    /// <summary>Runs a small model with CUDA.</summary>
    /// <returns>Why that fails; null when it works.</returns>
    public static string? Problem(SessionSettings settings)
    {
        try
        {
            // The runtime would also write to standard error what it throws.
            OrtEnv.Instance().EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
            using var options = (settings with { Provider = settings.Provider with { Kind = ProviderKind.Cuda } }).ToOptions();
            using var session = new InferenceSession(Model(), options);
            using var run = new RunOptions();
            using var x = OrtValue.CreateTensorValueFromMemory(new float[9], [1, 1, 3, 3]);
            using var y = session.Run(run, ["x"], [x], ["y"]);
            return null;
        }
        catch (OnnxRuntimeException e)
        {
            return Reason(e.Message) + (CudaVersions.Here() is { Driver: not null, Fit: false } versions ? $"; CUDA: {versions}" : "");
        }
    }

    /// <summary>
    /// Extracts the reason from a message, which has it after the positions in the runtime's source
    /// and before the machine's name.
    /// </summary>
    internal static string Reason(string message) => Frame().Match(message) is { Success: true } m ? m.Groups[1].Value : message;

    // A convolution, because cuDNN is not loaded without one.
    private static byte[] Model()
    {
        var graph = new GraphBuilder("probe");
        var x = graph.Input("x", TensorElementType.Float, 1, 1, 3, 3);
        graph.Output(graph.Node("Conv", [x, graph.Initializer(null, new float[9], 1, 1, 3, 3)]), "y", TensorElementType.Float, 1, 1, 1, 1);
        return graph.ToBytes();
    }

    [GeneratedRegex(
        @"^(?:.*(?:with error: | : FAIL : |\[ErrorCode:\w+\] |(?=\b\w+ failure \d)))?(.+?)(?: ; GPU=.*)?\s*$",
        RegexOptions.Singleline
    )]
    private static partial Regex Frame();
}
