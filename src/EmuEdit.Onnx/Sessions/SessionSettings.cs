using Microsoft.ML.OnnxRuntime;

namespace EmuEdit.Onnx;

/// <summary>How models are run. The one place where ONNX Runtime's session options are made.</summary>
public sealed record SessionSettings
{
    /// <summary>Threads a model may use; 0, the default, means one for each core.</summary>
    public int Threads { get; init; }

    /// <summary>What they run on; default the GPU where it can be used, else the processor.</summary>
    public ProviderSettings Provider { get; init; } = new();

    /// <summary>Told before each part of a bundle is loaded that an edit needs; null, the default, to leave out.</summary>
    public Action<LoadingProgress>? Loading { get; init; }

    /// <summary>ONNX Runtime's options.</summary>
    /// <param name="records">Whether runs become CUDA graphs.</param>
    internal SessionOptions ToOptions(bool records = false)
    {
        var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = Threads > 0 ? Threads : Environment.ProcessorCount,
            // What goes wrong is thrown and told once; the runtime's own log would tell it again.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Threads that spin until the next run keep a core from all that comes after this one: an edit took a quarter longer
        // with them, and half as much processor time again (docs/training.md#editing-on-either-processor).
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (Provider.Kind == ProviderKind.Cuda)
            AddCuda(options, records);
        return options;
    }

    // What CUDA has no kernel for, the processor does.
    private void AddCuda(SessionOptions options, bool records)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(Provider.ToCudaOptions(records));
        options.AppendExecutionProvider_CUDA(cuda);
    }
}
