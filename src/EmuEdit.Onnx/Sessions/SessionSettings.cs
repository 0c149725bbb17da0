using Microsoft.ML.OnnxRuntime;

namespace EmuEdit.Onnx;

/// <summary>Settings for running models. The only place that creates ONNX Runtime's session options.</summary>
public sealed record SessionSettings
{
    /// <summary>Number of threads that a model may use; 0, the default, for one per core.</summary>
    public int Threads { get; init; }

    /// <summary>The device that models run on; default the GPU when it can be used, otherwise the processor.</summary>
    public ProviderSettings Provider { get; init; } = new();

    /// <summary>Called before each part that an edit needs is loaded; null, the default, for none.</summary>
    public Action<LoadingProgress>? Loading { get; init; }

    /// <summary>Returns ONNX Runtime's options.</summary>
    /// <param name="records">Whether runs become CUDA graphs.</param>
    internal SessionOptions ToOptions(bool records = false)
    {
        var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = Threads > 0 ? Threads : Environment.ProcessorCount,
            // Errors are thrown and reported once; the runtime's own log would report them again.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Threads that spin until the next run keep a core from everything that follows this run:
        // an edit took a quarter longer with them, and half as much processor time again
        // (docs/training.md#editing-on-either-processor).
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (Provider.Kind == ProviderKind.Cuda)
            AddCuda(options, records);
        return options;
    }

    // The processor runs the operators that CUDA has no kernel for.
    private void AddCuda(SessionOptions options, bool records)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(Provider.ToCudaOptions(records));
        options.AppendExecutionProvider_CUDA(cuda);
    }
}

/// <summary>Progress of loading a bundle.</summary>
/// <param name="Part">The part that is loaded next.</param>
/// <param name="Bytes">Memory that its weights take, in bytes.</param>
/// <param name="Before">Memory of the parts that are already loaded, in bytes.</param>
/// <param name="Total">Memory of all parts that an edit needs, in bytes.</param>
public sealed record LoadingProgress(string Part, long Bytes, long Before, long Total);

/// <summary>A low-rank change of a model's weights (Hu et al. 2021).</summary>
/// <param name="File">Path of the safetensors file.</param>
/// <param name="Weight">Factor of the change; default 1, as it was trained.</param>
public readonly record struct Lora(string File, float Weight = 1);
