namespace EmuEdit.Evaluation;

/// <summary>Source of an edit's task embedding, for the ablation that shows whether it matters (Emu Edit, table 4).</summary>
public enum TaskSource
{
    /// <summary>The task predictor's result for the instruction.</summary>
    Predicted,

    /// <summary>The sample's own task.</summary>
    True,

    /// <summary>A random other task, each equally likely.</summary>
    Shuffled,
}
