namespace EmuEdit.Evaluation;

/// <summary>Where an edit's task embedding comes from: the ablation that says whether it matters (Emu Edit, table 4).</summary>
public enum TaskSource
{
    /// <summary>The task predictor reads the instruction.</summary>
    Predicted,

    /// <summary>The sample's own task.</summary>
    True,

    /// <summary>Any of the other tasks, each equally likely.</summary>
    Shuffled,
}
