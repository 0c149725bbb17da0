namespace EmuEdit.Orchestration.Embedded;

/// <summary>A process that holds the folder of an engine.</summary>
/// <param name="Process">Its process id.</param>
/// <param name="Name">What it is called, for example "emuedit serve".</param>
/// <param name="Stays">Whether it holds the folder until somebody stops it, as a server does; false for one that is done soon, and worth waiting for.</param>
public sealed record FolderOwner(int Process, string Name, bool Stays)
{
    /// <summary>The process that asks.</summary>
    public static FolderOwner ThisProcess(string name, bool stays) => new(Environment.ProcessId, name, stays);

    /// <summary>Both, for a sentence: "emuedit serve (process 123)".</summary>
    public override string ToString() => $"{Name} (process {Process})";
}

/// <summary>Another engine holds the folder. It may be free later.</summary>
/// <param name="folder">The folder.</param>
/// <param name="owner">Who holds it.</param>
/// <param name="advice">What to do, a sentence.</param>
public sealed class FolderInUseException(string folder, FolderOwner? owner, string advice = "Stop that process, or choose another folder.")
    : IOException($"Data folder {folder} is in use by {NameOf(owner)}. {advice}")
{
    /// <summary>Who holds it; null where that cannot be read.</summary>
    public FolderOwner? Owner { get; } = owner;

    /// <summary>The owner's name for a sentence, also where it is not known.</summary>
    public string OwnerName => NameOf(Owner);

    private static string NameOf(FolderOwner? owner) => owner?.ToString() ?? "another process";
}
