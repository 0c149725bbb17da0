using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Onnx;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Export;
using EmuEdit.Training.Optimisation;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Inversion;

/// <summary>The editor of a bundle with frozen weights, read from the ONNX graphs.</summary>
internal sealed class FrozenEditor : IDisposable
{
    private readonly ClipTokenizer _tokenizer;

    /// <param name="folder">Folder of a bundle that <see cref="BundleExporter"/> wrote.</param>
    /// <exception cref="InvalidInputException">
    /// The bundle is missing, damaged, or was not trained by this program.
    /// </exception>
    public FrozenEditor(string folder)
    {
        _tokenizer = ClipTokenizer.Load(Path.Combine(folder, "tokenizer"));
        // A vector can be learned even if the bundle has none: all its embeddings are then 0.
        Network = SizesOf(folder) with { TaskEmbeddings = true };
        Model = new(Network, _tokenizer.Vocabulary, EditTask.All.Count);
        var file = BundleWeights.Editor(folder);
        Transform = new(Network.Patch, Checkpoint.Constant(file, EditorTrainer.DeviationsName));
        Weights = new(Model.Parameters, parts: 0);
        foreach (var (parameter, offset) in Weights.Parameters.Zip(Weights.Offsets))
            Checkpoint.Average(file, parameter).CopyTo(Weights.Span()[(int)offset..]);
    }

    /// <summary>Sizes of the networks.</summary>
    public EditNetworkOptions Network { get; }

    public EditModel Model { get; }

    public BlockTransform Transform { get; }

    /// <summary>All parameters of the model.</summary>
    public ParameterStore Weights { get; }

    /// <summary>Number of token ids.</summary>
    public int Vocabulary => _tokenizer.Vocabulary;

    /// <summary>Returns the embedding of a task for which the model was trained.</summary>
    public float[] Embedding(EditTask task) => Weights[Model.Tasks!][task.Index].data<float>().ToArray();

    public long[] Tokenize(string text) => [.. _tokenizer.Encode(text, Network.TextLength).Ids.Select(id => (long)id)];

    public void Dispose() => Weights.Dispose();

    // A bundle from elsewhere has graphs of another architecture. This program can run them but not train them.
    private static EditNetworkOptions SizesOf(string folder)
    {
        var path = Path.Combine(folder, "emu_edit.json");
        return
            File.Exists(path)
            && JsonNode.Parse(File.ReadAllText(path))?["training"]?["options"] is JsonObject run
            && run["network"] is not null
            ? RunFile.Network<EditNetworkOptions>(run)
            : throw new InvalidInputException(
                $"{folder}, which does not say how it was trained",
                "a bundle that 'emuedit train' made: its emu_edit.json has the sizes of its networks",
                "learn the task on such a bundle"
            );
    }
}
