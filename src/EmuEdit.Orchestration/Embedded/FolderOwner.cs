namespace EmuEdit.Orchestration.Embedded;

/// <summary>A process that holds the folder of an engine.</summary>
/// <param name="Process">The process id.</param>
/// <param name="Name">The process's name, for example "emuedit serve".</param>
/// <param name="Stays">
/// True for a process that holds the folder until it is stopped, such as a server. False for a process that finishes soon, so that waiting
/// for it makes sense.
/// </param>
public sealed record FolderOwner(int Process, string Name, bool Stays)
{
    /// <summary>Returns an owner for the current process.</summary>
    public static FolderOwner ThisProcess(string name, bool stays) => new(Environment.ProcessId, name, stays);

    /// <summary>Name and process id, for use in a sentence: "emuedit serve (process 123)".</summary>
    public override string ToString() => $"{Name} (process {Process})";
}

/// <summary>Another engine holds the folder. The folder may be free later.</summary>
/// <param name="folder">The folder.</param>
/// <param name="owner">The owner of the folder. Null if it cannot be read.</param>
/// <param name="advice">What the user can do, as a sentence.</param>
public sealed class FolderInUseException(string folder, FolderOwner? owner, string advice = "Stop that process, or choose another folder.")
    : IOException($"Data folder {folder} is in use by {NameOf(owner)}. {advice}")
{
    /// <summary>The owner of the folder. Null if it cannot be read.</summary>
    public FolderOwner? Owner { get; } = owner;

    /// <summary>The owner's name for use in a sentence, also if the owner is unknown.</summary>
    public string OwnerName => NameOf(Owner);

    private static string NameOf(FolderOwner? owner) => owner?.ToString() ?? "another process";
}
