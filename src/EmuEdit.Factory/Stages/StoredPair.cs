using EmuEdit.Core;

namespace EmuEdit.Factory;

/// <summary>What became of a request, as it lies between stages.</summary>
/// <param name="Pairs">Its candidates.</param>
/// <param name="Failure">Why there is none; null where there are.</param>
internal sealed record StoredOutcome(IReadOnlyList<StoredPair> Pairs, FilterResult? Failure = null);

/// <summary>An <see cref="ImagePair"/> as it lies between stages.</summary>
/// <param name="Sample">The sample.</param>
/// <param name="Origin">How it was made.</param>
internal sealed record StoredPair(StoredSample Sample, PairOrigin Origin);

/// <summary>An <see cref="EditSample"/> whose pictures are names of <see cref="StageImages"/>.</summary>
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
