using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>What a batch was asked to make, for its card and manifest.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="License">Its licence, as the Hugging Face hub names it, for example "mit" or "cc-by-4.0".</param>
/// <param name="Seed">Seed of the batch.</param>
/// <param name="Count">Samples that were asked for, before filtering.</param>
public sealed record DatasetPlan(string Name, string License, Seed Seed, long Count)
{
    /// <summary>What the images are of, in a sentence or two.</summary>
    public string Description { get; init; } = "Pictures before and after an edit, with the instruction that asks for it.";

    /// <summary>Share of each task, by its name.</summary>
    public NameMap<double> Mix { get; init; } = [];

    /// <summary>Name of the model bundle; null where no model drew anything.</summary>
    public string? Bundle { get; init; }

    /// <summary>SHA-256 of the bundle, in hexadecimal.</summary>
    public string? BundleSha256 { get; init; }

    /// <summary>What wrote the instructions: a language model, or the built-in world's grammar.</summary>
    public string? Writer { get; init; }

    /// <summary>Currency of the prices; default USD.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Every other parameter, by its name.</summary>
    public NameMap<string> Parameters { get; init; } = [];

    /// <summary>What a user should know before trusting it, a sentence each.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];
}
