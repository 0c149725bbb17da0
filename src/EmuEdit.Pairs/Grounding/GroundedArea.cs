using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>What was found in an image.</summary>
/// <param name="Phrase">The phrase that was looked for.</param>
/// <param name="Mask">The pixels; not empty for objects.</param>
/// <param name="Box">The box; of several objects, that of the first.</param>
/// <param name="Confidence">The detector's confidence, 0 to 1; of several objects, the lowest. Null for text.</param>
internal sealed record GroundedArea(string Phrase, Mask Mask, Box Box, float? Confidence);
