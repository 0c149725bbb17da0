using System.Security.Cryptography;
using System.Text;
using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Learning;

/// <summary>A task to learn.</summary>
public sealed record InversionJob
{
    /// <summary>The task's name.</summary>
    public required string Name { get; init; }

    /// <summary>Folder of the bundle that is to learn it; it is not changed.</summary>
    public required string Bundle { get; init; }

    /// <summary>Where checkpoint, metrics and pictures are; made when missing. Asked again with the same folder, learning goes on.</summary>
    public required string Folder { get; init; }

    /// <summary>What it is learned from.</summary>
    public required TaskExamples Examples { get; init; }

    /// <summary>Further instructions that ask for the task.</summary>
    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>How long and how fast.</summary>
    public InversionSettings Settings { get; init; } = new();

    /// <summary>Called before each step; null, the default, for nothing.</summary>
    public Action? BetweenSteps { get; init; }

    /// <summary>Every instruction that asks for the task, each once.</summary>
    public IReadOnlyList<string> AllPhrases => [.. Phrases.Concat(Examples.Phrases).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostPhrases)];

    private const int MostPhrases = 200;

    /// <summary>A short name of what is learned from what and how: the same for the same job, wherever its folder is.</summary>
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
