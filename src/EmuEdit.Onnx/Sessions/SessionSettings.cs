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
        // Threads that spin until the next run keep a core from everything that follows this run: an edit took a quarter longer with them,
        // and half as much processor time again (docs/training.md#editing-on-either-processor).
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
