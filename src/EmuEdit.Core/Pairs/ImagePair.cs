namespace EmuEdit.Core;

/// <summary>
/// A synthesised example of instruction editing. <see cref="EditSample.Region"/> is the mask that confined the edit; it is the whole image
/// when there was no mask.
/// </summary>
/// <param name="Sample">The images, the texts and the mask.</param>
/// <param name="Origin">How it was made.</param>
public sealed record ImagePair(EditSample Sample, PairOrigin Origin);
