using System.Security.Cryptography;
using System.Text;
using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Learning;

/// <summary>A task to learn.</summary>
public sealed record InversionJob
{
    /// <summary>Name of the task.</summary>
    public required string Name { get; init; }

    /// <summary>Folder of the bundle that learns the task. It is not changed.</summary>
    public required string Bundle { get; init; }

    /// <summary>
    /// Folder of the checkpoint, metrics and images; created if missing. A second call with the same folder continues learning.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>The examples from which the task is learned.</summary>
    public required TaskExamples Examples { get; init; }

    /// <summary>Further instructions that ask for the task.</summary>
    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>Seed, precision and maximum duration.</summary>
    public InversionSettings Settings { get; init; } = new();

    /// <summary>Called before each step. Default null: nothing is called.</summary>
    public Action? BetweenSteps { get; init; }

    /// <summary>All distinct instructions that ask for the task.</summary>
    public IReadOnlyList<string> AllPhrases =>
        [.. Phrases.Concat(Examples.Phrases).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostPhrases)];

    private const int MostPhrases = 200;

    /// <summary>
    /// Returns a short hash of the job's task, model, settings and examples. It is the same for the same job, in whichever folder.
    /// </summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Name}\n{TaskLibrary.ModelOf(Bundle)}\n{Settings}\n"));
        foreach (var sample in Examples.Samples)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(sample.Instruction + "\n"));
            hash.AppendData(sample.Input.Pixels);
            hash.AppendData(sample.Target.Pixels);
            hash.AppendData(sample.Region.Pixels);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }
}
