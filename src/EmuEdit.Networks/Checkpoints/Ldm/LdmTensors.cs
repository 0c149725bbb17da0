using EmuEdit.Core;

namespace EmuEdit.Networks.Checkpoints;

/// <summary>The tensors of a single file, and the prefixes of its networks.</summary>
/// <param name="path">Path of the file, for messages.</param>
/// <param name="tensors">The tensors by name.</param>
internal sealed class LdmTensors(string path, IReadOnlyDictionary<string, StoredTensor> tensors)
{
    public const string UNetPrefix = "model.diffusion_model.",
        VaePrefix = "first_stage_model.",
        FirstText = "cond_stage_model.transformer.",
        SecondText = "cond_stage_model.model.",
        XlFirstText = "conditioner.embedders.0.transformer.",
        XlSecondText = "conditioner.embedders.1.model.";

    public string Path => path;

    /// <summary>Whether a tensor's name begins with the prefix.</summary>
    public bool Has(string prefix) => NamesIn(prefix).Any();

    /// <summary>The names that begin with a prefix.</summary>
    public IEnumerable<string> NamesIn(string prefix) => tensors.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Returns a tensor; null when the file has none of that name.</summary>
    public StoredTensor? Find(string name) => tensors.GetValueOrDefault(name);

    /// <summary>Returns the first tensor whose name begins and ends as given.</summary>
    public StoredTensor First(string prefix, string suffix) =>
        tensors[NamesIn(prefix).First(k => k.EndsWith(suffix, StringComparison.Ordinal))];

    /// <summary>Returns a tensor's shape.</summary>
    /// <exception cref="InvalidInputException">The file has no tensor of that name, or a single number.</exception>
    public IReadOnlyList<long> Shape(string name) =>
        Find(name) is { Entry.Shape: { Count: > 0 } shape }
            ? shape
            : throw new InvalidInputException(
                $"{path} has no tensor '{name}'",
                "a whole model in the layout of latent diffusion",
                "copy the file again"
            );

    /// <summary>
    /// Returns the first dimension of each tensor in a numbered series, up to the first number that
    /// is missing.
    /// </summary>
    public List<long> Counted(Func<int, string> name)
    {
        var found = new List<long>();
        while (Find(name(found.Count)) is { Entry.Shape: { Count: > 0 } shape })
            found.Add(shape[0]);
        return found;
    }
}
