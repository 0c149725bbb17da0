using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>Whatever makes an edit: a model, which looks at input and instruction alone, or a baseline. Called from several threads at once.</summary>
/// <param name="sample">What is asked.</param>
/// <param name="index">Index of the sample, the seed of whatever is random.</param>
/// <returns>The edited picture, of the input's size.</returns>
public delegate Image ImageEditor(EditSample sample, long index);
