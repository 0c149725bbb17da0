using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>The parameters of a batch, for its card and manifest.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="License">Its licence, under the name that the Hugging Face hub uses, for example "mit" or "cc-by-4.0".</param>
/// <param name="Seed">Seed of the batch.</param>
/// <param name="Count">Number of samples that were asked for, before filtering.</param>
public sealed record DatasetPlan(string Name, string License, Seed Seed, long Count)
{
    /// <summary>What the images show, in a sentence or two.</summary>
    public string Description { get; init; } = "Pictures before and after an edit, with the instruction that asks for it.";

    /// <summary>Share of each task, by name.</summary>
    public NameMap<double> Mix { get; init; } = [];

    /// <summary>Name of the model bundle; null when no model generated anything.</summary>
    public string? Bundle { get; init; }

    /// <summary>SHA-256 of the bundle, in hexadecimal.</summary>
    public string? BundleSha256 { get; init; }

    /// <summary>What wrote the instructions: a language model, or the built-in world's grammar.</summary>
    public string? Writer { get; init; }

    /// <summary>Currency of the prices; default USD.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Every other parameter, by name.</summary>
    public NameMap<string> Parameters { get; init; } = [];

    /// <summary>Known limits for users of the data set, one sentence each.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];
}
