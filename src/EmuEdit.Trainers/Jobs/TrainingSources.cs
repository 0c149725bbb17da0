using EmuEdit.Learning;

namespace EmuEdit.Trainers;

/// <summary>The sources that trainings of a server may start from.</summary>
/// <param name="Bundle">Folder of the server's bundle.</param>
public sealed record TrainingSources(string Bundle)
{
    /// <summary>The batches that may be named as data. Default null: the server makes none.</summary>
    public ITrainingBatches? Batches { get; init; }

    /// <summary>The folder whose files may be used. Default null: no paths are allowed.</summary>
    public AllowedFolder? Paths { get; init; }

    /// <summary>Folder that keeps shards of batches while they are in use for training. Default: the system's temporary folder.</summary>
    public string Scratch { get; init; } = Path.GetTempPath();
}
