using EmuEdit.Core;

namespace EmuEdit.Factory;

/// <summary>The outcome of a request, as the stages store it.</summary>
/// <param name="Pairs">The candidates.</param>
/// <param name="Failure">Why there are no candidates. Null if there are some.</param>
internal sealed record StoredOutcome(IReadOnlyList<StoredPair> Pairs, FilterResult? Failure = null);

/// <summary>An <see cref="ImagePair"/>, as the stages store it.</summary>
/// <param name="Sample">The sample.</param>
/// <param name="Origin">How the pair was made.</param>
internal sealed record StoredPair(StoredSample Sample, PairOrigin Origin);

/// <summary>
/// An <see cref="EditSample"/> with the names of its <see cref="StageImages"/> in place of images.
/// </summary>
internal sealed record StoredSample(
    string Input,
    string Instruction,
    string Target,
    EditTask Task,
    string Region,
    string InputCaption,
    string OutputCaption,
    string? EditedObject
);
