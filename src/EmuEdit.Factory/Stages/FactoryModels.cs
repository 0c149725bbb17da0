using EmuEdit.Core;
using EmuEdit.Filters;
using EmuEdit.Instructions;
using EmuEdit.Onnx;
using EmuEdit.Pairs;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>The models and settings that make data sets.</summary>
/// <param name="Models">Models that generate pairs. Their bundle must outlive the stages.</param>
/// <param name="Filters">Filters that judge pairs.</param>
/// <param name="WorldWriter">Writes instructions for scenes of the built-in world.</param>
public sealed record FactoryModels(PairModels Models, FilterChain Filters, IInstructionWriter WorldWriter)
{
    /// <summary>
    /// Writes instructions for captions, given the store that records replies. Null if there is no
    /// language model.
    /// </summary>
    public Func<IBlobStore, IInstructionWriter>? CaptionWriter { get; init; }

    /// <summary>
    /// The language model that <see cref="CaptionWriter"/> asks, for the card. Default null: not
    /// known.
    /// </summary>
    public LanguageModelName? LanguageModel { get; init; }

    /// <summary>Price of the language model's tokens. Default: nothing.</summary>
    public ChatPrice Price { get; init; } = new();

    /// <summary>Options of pair synthesis. Steps, guidance and candidates come from the batch.</summary>
    public SynthesisOptions Synthesis { get; init; } = new();

    /// <summary>Limits of the selection among pairs that pass the filters.</summary>
    public SelectionSettings Selection { get; init; } = new();

    /// <summary>Returns the models of a bundle, with instructions for the built-in world.</summary>
    /// <param name="bundle">The bundle. It must outlive the result.</param>
    /// <exception cref="InvalidInputException">The bundle's thresholds are not valid.</exception>
    public static FactoryModels Of(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return new(WorldTruth.Models(bundle), new(FilterModels.Of(bundle)), new WorldInstructionWriter(bundle.PairSize));
    }
}

/// <summary>A language model, as a card names it.</summary>
/// <param name="Model">The model, or the deployment's name.</param>
/// <param name="Host">The host of its endpoint. The rest of the address may contain secrets.</param>
public sealed record LanguageModelName(string Model, string Host)
{
    /// <summary>The model and its host.</summary>
    public override string ToString() => $"{Model} at {Host}";
}
