namespace EmuEdit.Core;

/// <summary>
/// One example of instruction editing, (c_I, c_T, x, i) of Emu Edit, with captions and the edited
/// region.
/// </summary>
/// <param name="Input">The image before, c_I.</param>
/// <param name="Instruction">The instruction, c_T.</param>
/// <param name="Target">The image after, x.</param>
/// <param name="Task">The task, i.</param>
/// <param name="Region">The edited region.</param>
/// <param name="InputCaption">Caption of the input.</param>
/// <param name="OutputCaption">Caption of the target.</param>
/// <param name="EditedObject">
/// Name of the object that the edit is about; null when the edit is about the whole image.
/// </param>
public sealed record EditSample(
    Image Input, string Instruction, Image Target, EditTask Task, Mask Region,
    string InputCaption, string OutputCaption, string? EditedObject);
