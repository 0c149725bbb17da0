namespace EmuEdit.Core;

/// <summary>
/// A synthesised example of instruction editing. <see cref="EditSample.Region"/> is the mask that the edit was confined to; all of the
/// image where there was none.
/// </summary>
/// <param name="Sample">The images, the words, the mask.</param>
/// <param name="Origin">How it was made.</param>
public sealed record ImagePair(EditSample Sample, PairOrigin Origin);
