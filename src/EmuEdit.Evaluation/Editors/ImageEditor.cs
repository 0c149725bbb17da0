using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>Makes an edit: a model, which uses only input and instruction, or a baseline. Must be thread-safe.</summary>
/// <param name="sample">The sample to edit.</param>
/// <param name="index">Index of the sample, used as seed.</param>
/// <returns>The edited image, of the input's size.</returns>
public delegate Image ImageEditor(EditSample sample, long index);
