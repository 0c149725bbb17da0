namespace EmuEdit.Editing;

/// <summary>Why an edit may not do what its instruction asks for.</summary>
public enum EditConcernKind
{
    /// <summary>The instruction is a question, or has no word that the model learned.</summary>
    NotAnEdit,

    /// <summary>The instruction has words that the model never learned.</summary>
    UnknownWords,

    /// <summary>The instruction asks for several edits.</summary>
    SeveralEdits,

    /// <summary>The predicted task is uncertain.</summary>
    UncertainTask,

    /// <summary>The image does not show an object that the instruction names, or hides it.</summary>
    ObjectNotFound,

    /// <summary>The image is unlike those that the model was trained on.</summary>
    UnusualImage,
}

/// <summary>A reason to doubt an edit, found before the edit is made.</summary>
/// <param name="Kind">What is doubtful.</param>
/// <param name="Text">What the user should know, in one or two sentences.</param>
public sealed record EditConcern(EditConcernKind Kind, string Text)
{
    /// <summary>Instructions that the user may give instead, one per turn. Empty if there are none.</summary>
    public IReadOnlyList<string> Suggestions { get; init; } = [];
}
