using EmuEdit.Learning;

namespace EmuEdit.Trainers;

/// <summary>What trainings of a server may start from.</summary>
/// <param name="Bundle">Folder of the bundle that it edits with.</param>
public sealed record TrainingSources(string Bundle)
{
    /// <summary>Has the batches that may be named as data; null, the default, where none are made.</summary>
    public ITrainingBatches? Batches { get; init; }

    /// <summary>The folder whose files may be named; null, the default, where no paths may.</summary>
    public AllowedFolder? Paths { get; init; }

    /// <summary>Where shards of batches are kept as long as they are trained on; default the system's folder of temporary files.</summary>
    public string Scratch { get; init; } = Path.GetTempPath();
}
