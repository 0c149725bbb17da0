using EmuEdit.Core;

namespace EmuEdit.Training.Predictor;

/// <summary>What the task predictor learns from.</summary>
/// <param name="Text">An instruction.</param>
/// <param name="Task">What it asks for.</param>
public readonly record struct Instruction(string Text, EditTask Task);
