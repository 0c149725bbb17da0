using System.Collections.Concurrent;
using EmuEdit.Core;
using EmuEdit.Networks.Checkpoints;

namespace EmuEdit.Onnx;

/// <summary>
/// The models in a bundle's folder. Each is an ONNX graph, <c>PART/model.onnx</c>, or a network of
/// a diffusers checkpoint, <c>PART/config.json</c> with safetensors.
/// </summary>
internal sealed class BundleParts(ModelSource source, SessionSettings settings, LoraMerge loras) : IDisposable
{
    /// <summary>Name of a graph's file.</summary>
    public const string Model = "model.onnx";

    /// <summary>Folders of optional parts.</summary>
    public const string PredictorPart = "task_predictor", ClipPart = "clip";

    /// <summary>The folders of the parts that every edit needs.</summary>
    public static readonly string[] OfEdits =
    [
        "text_encoder",
        PromptReader.SecondPart,
        DiffusersFiles.VaePart,
        "vae_encoder",
        "vae_decoder",
        "unet",
    ];

    // Parts that no edit needs are opened on first use, by any thread.
    private readonly ConcurrentDictionary<string, CheckpointPart> _checkpoints = [];
    private readonly List<OnnxSession> _sessions = [];
    private long _loaded, _expected;

    /// <summary>Time spent in ONNX Runtime's <c>Run</c>, summed over models and threads.</summary>
    public TimeSpan TimeInRun
    {
        get
        {
            lock (_sessions)
                return _sessions.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.TimeInRun);
        }
    }

    /// <summary>Announces the parts that will be opened, so that loading can report its progress.</summary>
    /// <exception cref="InvalidInputException">
    /// The parts do not fit into memory, the headers of a checkpoint are broken, or a LoRA was made for another model.
    /// </exception>
    public void Expect(params ReadOnlySpan<string> parts)
    {
        var loading = 0L;
        foreach (var part in parts)
        {
            _expected += BytesOf(part);
            if (source.Has(part))
                loading = Math.Max(loading, Checkpoint(part).LoadingBytes);
        }
        loras.Close();
        if (settings.Provider.Kind != ProviderKind.Cuda)
            FreeMemory.Require(source.Path, _expected + loading);
    }

    /// <summary>Whether the folder has the part, as a graph or as a checkpoint.</summary>
    public bool Has(string part, string file = Model) => File.Exists(source.OnnxFile(part, file)) || (file == Model && source.Has(part));

    /// <summary>Opens a graph.</summary>
    /// <param name="part">The part's folder.</param>
    /// <param name="file">The graph's file.</param>
    /// <param name="rewrite">Changes the graph before it is loaded; null, the default, for no change.</param>
    /// <param name="recorded">The output whose runs may be CUDA graphs; null, the default, for none.</param>
    /// <exception cref="InvalidInputException">The graph is missing or broken.</exception>
    public OnnxSession Open(string part, string file = Model, Func<byte[], byte[]>? rewrite = null, string? recorded = null) =>
        Kept(OnnxSession.Load(source.OnnxFile(part, file), settings, rewrite, recorded));

    /// <summary>Opens a graph or, when there is none, the network of a checkpoint.</summary>
    /// <param name="part">The part's folder.</param>
    /// <param name="network">
    /// The network's folder when it differs from the part's, for example <c>vae</c> for
    /// <c>vae_encoder</c>.
    /// </param>
    /// <param name="graph">Which of the network's graphs to open; null for its only one.</param>
    /// <param name="rewrite">Changes the graph before it is loaded; null, the default, for no change.</param>
    /// <param name="recorded">The output whose runs may be CUDA graphs; null, the default, for none.</param>
    /// <exception cref="InvalidInputException">Both are missing, or the one that exists is broken.</exception>
    public OnnxSession OpenNetwork(
        string part,
        string? network = null,
        string? graph = null,
        Func<byte[], byte[]>? rewrite = null,
        string? recorded = null
    )
    {
        network ??= part;
        if (File.Exists(source.OnnxFile(part, Model)))
        {
            Tell(part, BytesOf(part));
            return Open(part, rewrite: rewrite, recorded: recorded);
        }
        if (!source.Has(network))
            throw new InvalidInputException(
                $"{source.Path} has neither {part}/{Model} nor {network}/config.json with safetensors",
                "a model's folder as diffusers saves it, or a bundle of ONNX graphs",
                "copy the missing part"
            );
        var checkpoint = Checkpoint(network);
        Tell(part, network == part ? BytesOf(part) : checkpoint.MemoryBytes / checkpoint.Network.Graphs.Count);
        var written = checkpoint.Graph(graph ?? checkpoint.Network.Graphs[0]);
        return Kept(OnnxSession.Load(rewrite is null ? written : written with { Model = rewrite(written.Model) }, settings, recorded));
    }

    /// <summary>Summarises those of the given parts that the folder has.</summary>
    public IEnumerable<PartSummary> Summaries(params IEnumerable<string> parts) => parts.Where(part => Has(part)).Select(part =>
        File.Exists(source.OnnxFile(part, Model)) ? new(part, "ONNX", null, null, BytesOf(part))
        : new PartSummary(part, Checkpoint(part).ClassName, Checkpoint(part).Count, Checkpoint(part).Precision, BytesOf(part)));

    public void Dispose()
    {
        foreach (var session in _sessions)
            session.Dispose();
    }

    private void Tell(string part, long bytes)
    {
        settings.Loading?.Invoke(new(part, bytes, _loaded, Math.Max(_expected, _loaded + bytes)));
        _loaded += bytes;
    }

    private long BytesOf(string part)
    {
        var graph = new FileInfo(source.OnnxFile(part, Model));
        return graph.Exists ? graph.Directory!.EnumerateFiles().Where(f => f.Extension != ".json").Sum(f => f.Length)
            : source.Has(part) ? Checkpoint(part).MemoryBytes
            : 0;
    }

    private CheckpointPart Checkpoint(string part) => _checkpoints.GetOrAdd(part, name => source.Open(name, loras));

    private OnnxSession Kept(OnnxSession session)
    {
        lock (_sessions)
            _sessions.Add(session);
        return session;
    }
}
