using EmuEdit.Core;
using EmuEdit.Networks.Diffusers;
using EmuEdit.Networks.Graph;
using EmuEdit.Networks.Transformers;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Networks.Checkpoints;

/// <summary>A graph whose weights stay in their files.</summary>
/// <param name="Name">Name for people, for example "unet of /models/sd15".</param>
/// <param name="Model">The graph in the form that a session loads.</param>
/// <param name="Folder">The folder of its external data.</param>
public sealed record CheckpointGraph(string Name, byte[] Model, string Folder);

/// <summary>
/// One network of a checkpoint in the format of diffusers or transformers: a folder with
/// <c>config.json</c> and safetensors. Opening it reads only headers, and checks them: every tensor
/// of the network must exist with its shape, and no other tensor may exist.
/// </summary>
public sealed class CheckpointPart
{
    private readonly Dictionary<Parameter, StoredTensor> _tensors = [];
    private readonly HashSet<string> _read = [];
    private readonly ILookup<Parameter, LoraUpdate> _updates;
    private readonly Dictionary<string, string> _files;
    private readonly string _source, _root;

    private CheckpointPart(
        string part,
        string source,
        NetworkConfig config,
        Func<IReadOnlyList<Parameter>, CheckpointWeights> find,
        LoraMerge? loras
    )
    {
        (_source, Config, Network) = (source, config, Create(config));
        var weights = find(Network.Parameters);
        foreach (var parameter in Network.Parameters)
            _tensors[parameter] = Find(weights, parameter);
        CheckNoOther(weights);
        _updates = (loras ?? new([])).Take(part, Network.Parameters);
        // The runtime follows no link out of the folder, and a download cache is full of such links.
        _files = _tensors
            .Values.Concat(_updates.SelectMany(u => u).SelectMany(u => new[] { u.Down, u.Up }))
            .Select(t => t.File)
            .Distinct()
            .ToDictionary(f => f, RealPath);
        _root = CommonFolder(_files.Values);
    }

    /// <summary>Name of the network's class in its configuration.</summary>
    public string ClassName => Config.ClassName;

    /// <summary>The network's configuration.</summary>
    public NetworkConfig Config { get; }

    /// <summary>The network.</summary>
    public ICheckpointNetwork Network { get; }

    /// <summary>Number of parameters.</summary>
    public long Count => Network.Parameters.Sum(p => p.Count);

    /// <summary>Memory that the weights take in 32 bits, the precision that they run in; in bytes.</summary>
    public long MemoryBytes => sizeof(float) * Count;

    /// <summary>
    /// Memory that loading takes in addition to <see cref="MemoryBytes"/>, in bytes. The runtime
    /// changes the layout of convolution kernels. Until it has finished, it holds two copies of
    /// those that it computed: kernels widened from 16 bits, and kernels changed by a LoRA. It
    /// reads the others from the file.
    /// </summary>
    public long LoadingBytes =>
        sizeof(float)
        * _tensors.Where(t => t.Key.Shape.Length == 4 && (t.Value.Entry.Type != "F32" || _updates[t.Key].Any())).Sum(t => t.Key.Count);

    /// <summary>The element type of most of the weights, in safetensors' notation, for example "F16".</summary>
    public string Precision => _tensors.Values.GroupBy(t => t.Entry.Type).MaxBy(g => g.Sum(t => t.Entry.Length))?.Key ?? "none";

    /// <summary>Opens a part.</summary>
    /// <param name="folder">The part's folder.</param>
    /// <param name="loras">LoRAs that are merged into the weights; null, the default, for none.</param>
    /// <exception cref="InvalidInputException">
    /// The configuration or a tensor does not match the network, or a file is missing or broken.
    /// </exception>
    public static CheckpointPart Open(string folder, LoraMerge? loras = null)
    {
        var config = NetworkConfig.Load(Path.Combine(folder, "config.json"));
        var part = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return new(
            part,
            folder,
            config,
            _ => CheckpointWeights.Find(folder, config.IsDiffusers ? "diffusion_pytorch_model" : "model"),
            loras
        );
    }

    /// <summary>Opens a part whose weights are not in their own folder.</summary>
    /// <param name="part">The name that its folder would have, for example "unet".</param>
    /// <param name="source">Where the part is, for messages.</param>
    /// <param name="config">The network's configuration.</param>
    /// <param name="find">Finds the weights for the network's parameters.</param>
    /// <param name="loras">LoRAs that are merged into the weights.</param>
    /// <exception cref="InvalidInputException">As when a folder is opened.</exception>
    public static CheckpointPart Open(
        string part,
        string source,
        NetworkConfig config,
        Func<IReadOnlyList<Parameter>, CheckpointWeights> find,
        LoraMerge? loras
    ) => new(part, source, config, find, loras);

    /// <summary>Whether a folder is a part: it has the configuration of a known network.</summary>
    public static bool IsPart(string folder) =>
        Path.Combine(folder, "config.json") is var path && File.Exists(path) && s_classes.ContainsKey(NetworkConfig.Load(path).ClassName);

    /// <summary>Returns the parameters of the network that a configuration describes.</summary>
    public static IReadOnlyList<Parameter> ParametersOf(NetworkConfig config) => Create(config).Parameters;

    /// <summary>Returns one of the network's graphs.</summary>
    /// <param name="name">One of <see cref="ICheckpointNetwork.Graphs"/>.</param>
    /// <param name="inner">Whether the outputs of inner modules are outputs of the graph, too.</param>
    public CheckpointGraph Graph(string name, bool inner = false)
    {
        var graph = new NetworkGraph(name, Write, OnnxDialect.FusedAttention);
        Network.Write(name, graph, inner);
        return new($"{name} of {_source}", graph.ToBytes(), _root);
    }

    private static readonly Dictionary<string, Func<NetworkConfig, ICheckpointNetwork>> s_classes = new()
    {
        ["UNet2DConditionModel"] = c => new UNet2DConditionModel(c),
        ["AutoencoderKL"] = c => new AutoencoderKL(c),
        ["AutoencoderTiny"] = c => new AutoencoderTiny(c),
        ["CLIPTextModel"] = c => new ClipTextModel(c),
        ["CLIPTextModelWithProjection"] = c => new ClipTextModel(c),
        ["CLIPVisionModel"] = c => new ClipVisionModel(c),
        ["CLIPVisionModelWithProjection"] = c => new ClipVisionModel(c),
        ["Dinov2Model"] = c => new Dinov2Model(c),
        ["ViTModel"] = c => new ViTModel(c),
    };

    private static ICheckpointNetwork Create(NetworkConfig config) => s_classes.TryGetValue(config.ClassName, out var create)
        ? create(config)
        : throw new InvalidInputException($"{config.Path} is of class '{config.ClassName}'", string.Join(", ", s_classes.Keys),
            "take a model that is made of these networks");

    private string Write(GraphBuilder graph, Parameter parameter) =>
        _updates[parameter]
            .Index()
            .Aggregate(
                Stored(graph, parameter.Name, _tensors[parameter], parameter.Shape),
                (value, update) => graph.Node("Add", [value, Change(graph, $"{parameter.Name}.lora{update.Index}", update.Item, parameter)])
            );

    // Computes scale up down. The runtime does this once, when it loads the graph.
    private string Change(GraphBuilder graph, string name, LoraUpdate update, Parameter parameter)
    {
        var (rank, columns) = (update.Down.Entry.Shape[0], parameter.Count / parameter.Shape[0]);
        var (up, down) = (
            Stored(graph, name + ".up", update.Up, [parameter.Shape[0], rank]),
            Stored(graph, name + ".down", update.Down, [rank, columns])
        );
        var change = graph.Node("Mul", [graph.Node("MatMul", [up, down]), graph.Initializer(null, [update.Scale], 1)]);
        return parameter.Shape.Length == 2
            ? change
            : graph.Node("Reshape", [change, graph.Initializer(null, parameter.Shape, parameter.Shape.Length)]);
    }

    // The runtime widens 16-bit weights once, when it loads the graph, because a processor computes in 32 bits.
    private string Stored(GraphBuilder graph, string name, StoredTensor tensor, long[] shape)
    {
        var (file, entry) = (tensor.File, tensor.Entry);
        var type = entry.Type switch
        {
            "F16" => TensorElementType.Float16,
            "BF16" => TensorElementType.BFloat16,
            "F64" => TensorElementType.Double,
            _ => TensorElementType.Float,
        };
        var value = graph.External(
            name,
            type,
            tensor.Transposed ? [.. shape.Reverse()] : shape,
            Path.GetRelativePath(_root, _files[file]),
            entry.Offset,
            entry.Length
        );
        if (type != TensorElementType.Float)
            value = graph.Node("Cast", [value], ("to", (long)TensorElementType.Float));
        return tensor.Transposed ? graph.Node("Transpose", [value]) : value;
    }

    private StoredTensor Find(CheckpointWeights weights, Parameter parameter)
    {
        var name = weights.Tensors.ContainsKey(parameter.Name) ? parameter.Name : Network.OldName(parameter.Name) ?? parameter.Name;
        if (!weights.Tensors.TryGetValue(name, out var tensor))
        {
            var other = weights.Tensors.Keys.Except(Network.Parameters.Select(p => p.Name)).FirstOrDefault(t => !Network.MayHold(t));
            throw new InvalidInputException(
                $"{weights.Source} has no tensor '{parameter.Name}'" + (other is null ? "" : $", but '{other}'"),
                $"{ClassName} with {Text(parameter.Shape)} there",
                "take weights and config.json of the same model");
        }
        _read.Add(name);
        tensor.RequireFloats();
        // Older files store a linear map over a sequence as a 1 x 1 convolution.
        return
            tensor.Shape.Take(parameter.Shape.Length).SequenceEqual(parameter.Shape)
            && tensor.Shape.Skip(parameter.Shape.Length).All(d => d == 1)
            ? tensor
            : throw new InvalidInputException($"tensor '{name}' of {tensor.File} is {Text(tensor.Entry.Shape)}",
                $"{Text(parameter.Shape)}, as config.json has it", "take weights and config.json of the same model");
    }

    private void CheckNoOther(CheckpointWeights weights)
    {
        if (weights.Tensors.Keys.FirstOrDefault(t => !_read.Contains(t) && !Network.MayHold(t)) is { } other)
            throw new InvalidInputException($"{weights.Source} has a tensor '{other}' {Text(weights.Tensors[other].Entry.Shape)}",
                $"those of {ClassName} as config.json has it", "take weights and config.json of the same model");
    }

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    private static string RealPath(string file) =>
        new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(file);

    private static string CommonFolder(IEnumerable<string> files)
    {
        var folders = files.Select(f => Path.GetDirectoryName(f)!).Distinct().ToList();
        var common = folders[0];
        while (folders.Exists(f => f != common
            && !f.StartsWith(common.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            common = Path.GetDirectoryName(common) ?? throw new InvalidInputException("weights on several drives", "a part's files on one");
        return common;
    }
}
