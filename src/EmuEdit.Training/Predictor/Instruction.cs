using EmuEdit.Core;

namespace EmuEdit.Training.Predictor;

/// <summary>A training sample of the task predictor.</summary>
/// <param name="Text">The instruction.</param>
/// <param name="Task">The task that it asks for.</param>
public readonly record struct Instruction(string Text, EditTask Task);
