using System.Diagnostics;
using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Networks.Checkpoints;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx;

/// <summary>
/// One model in ONNX Runtime. Inputs and outputs are found by name; their types and ranks are
/// checked when the model is loaded. Several threads may run it at the same time.
/// </summary>
internal sealed class OnnxSession : IDisposable
{
    private const string ExternalFolder = "session.model_external_initializers_file_folder_path";

    private static readonly TensorElementType[] s_integers = [TensorElementType.Int64, TensorElementType.Int32];

    private readonly InferenceSession _session;
    private readonly CudaGraphRunner? _recorded;
    private readonly RunOptions _runOptions = new();
    private long _ticksInRun;

    private OnnxSession(string path, InferenceSession session, CudaGraphRunner? recorded) =>
        (Path, _session, _recorded) = (path, session, recorded);

    /// <summary>The model's file.</summary>
    public string Path { get; }

    /// <summary>Time spent in ONNX Runtime's <c>Run</c> since the model was loaded, summed over threads.</summary>
    public TimeSpan TimeInRun => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _ticksInRun));

    /// <summary>Loads a model.</summary>
    /// <param name="path">The model's file.</param>
    /// <param name="settings">Settings for running the model.</param>
    /// <param name="rewrite">Changes the graph before it is loaded; null, the default, for no change.</param>
    /// <param name="recorded">
    /// The output whose runs may be CUDA graphs, when the settings ask for them; null, the default,
    /// for a model that is not run repeatedly.
    /// </param>
    /// <exception cref="InvalidInputException">
    /// The file, or the external data that it names, is missing or broken.
    /// </exception>
    public static OnnxSession Load(string path, SessionSettings settings, Func<byte[], byte[]>? rewrite = null, string? recorded = null)
    {
        if (!File.Exists(path))
            throw new InvalidInputException(
                $"no file {path}",
                "a whole bundle in the diffusers ONNX layout",
                "export the model again, or copy the missing file"
            );
        LfsPointer.Refuse(path, "a whole ONNX model");
        var records = recorded is not null && settings.Provider is { Kind: ProviderKind.Cuda, CudaGraph: true };
        using var options = settings.ToOptions(records);
        try
        {
            var session = rewrite is null
                ? new InferenceSession(path, options)
                : new InferenceSession(Rewritten(path, rewrite, options), options);
            return new(path, session, records ? Recorded(session, recorded!, settings) : null);
        }
        catch (OnnxRuntimeException e) when (records)
        {
            throw new InvalidInputException(
                $"{path} cannot be loaded for CUDA graphs ({FirstLine(e)})",
                "a model whose every node runs on the GPU",
                "take the provider without graph"
            );
        }
        catch (OnnxRuntimeException e)
        {
            foreach (var data in Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!))
                LfsPointer.Refuse(data, "the whole data of an ONNX model");
            throw new InvalidInputException(
                $"{path} cannot be loaded ({FirstLine(e)})",
                "an ONNX model that ONNX Runtime reads, its external data beside it",
                "export or copy it again"
            );
        }
    }

    /// <summary>Loads a graph whose weights are a checkpoint's own files.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="settings">Settings for running the model.</param>
    /// <param name="recorded">The output whose runs may be CUDA graphs, as for a model's file.</param>
    /// <exception cref="InvalidInputException">ONNX Runtime cannot load it.</exception>
    public static OnnxSession Load(CheckpointGraph graph, SessionSettings settings, string? recorded = null)
    {
        var records = recorded is not null && settings.Provider is { Kind: ProviderKind.Cuda, CudaGraph: true };
        using var options = settings.ToOptions(records);
        options.AddSessionConfigEntry(ExternalFolder, graph.Folder);
        try
        {
            var session = new InferenceSession(graph.Model, options);
            return new(graph.Name, session, records ? Recorded(session, recorded!, settings) : null);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidInputException(
                $"{graph.Name} cannot be loaded ({FirstLine(e)})",
                "weights that fit into memory",
                "take the model's fp16 file, or close other programs"
            );
        }
    }

    public IReadOnlyList<string> InputNames => _session.InputNames;

    public IReadOnlyList<string> OutputNames => _session.OutputNames;

    public bool HasInput(string name) => _session.InputMetadata.ContainsKey(name);

    public bool HasOutput(string name) => _session.OutputMetadata.ContainsKey(name);

    /// <summary>Finds a float input by name; throws when there is none with that rank.</summary>
    public TensorSpec Floats(string name, int rank) => Find("input", _session.InputMetadata, name, [rank], FloatTensors.Types);

    /// <summary>Finds an integer input by name; throws when there is none with that rank.</summary>
    public TensorSpec Integers(string name, int rank) => Find("input", _session.InputMetadata, name, [rank], s_integers);

    /// <summary>
    /// Finds the input <c>timestep</c>, a scalar or one value per item of the batch; throws when
    /// there is none.
    /// </summary>
    public TensorSpec Timestep() =>
        Find("input", _session.InputMetadata, "timestep", [0, 1], [TensorElementType.Float, .. s_integers, TensorElementType.Float16]);

    /// <summary>Finds a float output by name; throws when there is none with that rank.</summary>
    public TensorSpec Output(string name, int rank) => Find("output", _session.OutputMetadata, name, [rank], FloatTensors.Types);

    /// <summary>Finds a float output of any rank by name; throws when there is none.</summary>
    public TensorSpec Output(string name) =>
        Output(name, _session.OutputMetadata.TryGetValue(name, out var node) ? node.Dimensions.Length : 0);

    /// <summary>Throws when the model has an input that nobody will fill.</summary>
    public void AllowInputs(params string[] names)
    {
        if (_session.InputNames.FirstOrDefault(n => !names.Contains(n)) is { } unknown)
            throw new InvalidInputException(
                $"{Path} has an input '{unknown}'",
                $"inputs {string.Join(", ", names)}",
                "export the model with the names of the diffusers ONNX layout"
            );
    }

    /// <summary>Throws when the model takes whole timesteps and its schedule has fractions between -2 and 2.</summary>
    public void RequireTimesteps(TensorSpec timestep, SchedulerConfig schedule)
    {
        if (schedule.IsContinuous && timestep.Type != TensorElementType.Float)
            throw Refuse(timestep, $"timesteps of 32-bit floats: those of {schedule.ClassName} are fractions");
    }

    /// <summary>Creates the error for an unsuitable input or output of the model.</summary>
    public InvalidInputException Refuse(TensorSpec spec, string allowed) =>
        new($"{Path} has {spec}", allowed, "export the model again to match");

    /// <summary>Runs the model into a new tensor.</summary>
    public Tensor Run(ModelInputs inputs, string output) => Run(inputs, [output])[0];

    /// <summary>Runs the model into new tensors, one per output.</summary>
    public Tensor[] Run(ModelInputs inputs, string[] outputs) => Timed(() =>
    {
        inputs.Convert();
        using var results = _session.Run(_runOptions, inputs.Names, inputs.Values, outputs);
        return results.Select(r => new Tensor(FloatTensors.ToArray(r), r.GetTensorTypeAndShape().Shape)).ToArray();
    });

    /// <summary>Runs the model into an array that is kept from run to run.</summary>
    public void Run(ModelInputs inputs, ModelOutput output) => Timed(() =>
    {
        inputs.Convert();
        if (_recorded is null)
            _session.Run(_runOptions, inputs.Names, inputs.Values, [output.Name], [output.Value]);
        else
            _recorded.Run(inputs, output.Value);
        output.Convert();
        return true;
    });

    public void Dispose()
    {
        _recorded?.Dispose();
        _session.Dispose();
        _runOptions.Dispose();
    }

    private static CudaGraphRunner Recorded(InferenceSession session, string output, SessionSettings settings)
    {
        using var options = settings.ToOptions();
        using var device = new OrtMemoryInfo(
            OrtMemoryInfo.allocatorCUDA,
            OrtAllocatorType.DeviceAllocator,
            settings.Provider.DeviceId,
            OrtMemType.Default
        );
        return new(session, output, device, options);
    }

    private static byte[] Rewritten(string path, Func<byte[], byte[]> rewrite, SessionOptions options)
    {
        // Bytes have no folder, so this names the folder of the original file, where external data is found.
        options.AddSessionConfigEntry(ExternalFolder, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)));
        return rewrite(File.ReadAllBytes(path));
    }

    private T Timed<T>(Func<T> run)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return run();
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException(
                $"{Path} fails on its input: {FirstLine(e)}. Memory may be short, or the model may be exported for other sizes.",
                e
            );
        }
        finally
        {
            Interlocked.Add(ref _ticksInRun, Stopwatch.GetTimestamp() - start);
        }
    }

    private TensorSpec Find(string kind, IReadOnlyDictionary<string, NodeMetadata> all, string name, int[] ranks, TensorElementType[] types)
    {
        if (!all.TryGetValue(name, out var node))
            throw new InvalidInputException(
                $"{Path} has the {kind}s {string.Join(", ", all.Keys)}",
                $"an {kind} '{name}'",
                "export the model with the names of the diffusers ONNX layout"
            );
        var spec = new TensorSpec(name, node.ElementDataType, node.Dimensions);
        if (!types.Contains(spec.Type))
            throw Refuse(spec, $"{kind} '{name}' of type {string.Join(" or ", types).ToLowerInvariant()}");
        if (!ranks.Contains(spec.Dimensions.Length))
            throw Refuse(spec, $"{kind} '{name}' of rank {string.Join(" or ", ranks)}");
        return spec;
    }

    private static string FirstLine(Exception e) => e.Message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.', ' ');
}
