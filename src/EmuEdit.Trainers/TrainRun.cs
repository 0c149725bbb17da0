using System.Reflection;
using EmuEdit.Onnx;
using EmuEdit.Training.Export;
using EmuEdit.World;

namespace EmuEdit.Trainers;

/// <summary>A training run: its samples, its tokenizer, and its folder, which contains <c>tokenizer/</c> and one folder per part.</summary>
public sealed class TrainRun
{
    /// <summary>Names of the parts' folders.</summary>
    public const string TokenizerPart = "tokenizer",
        EditorPart = "editor",
        PredictorPart = "task-predictor",
        ClipPart = "clip",
        TextToImagePart = "text-to-image",
        DetectorPart = "detector",
        SegmenterPart = "segmenter",
        DepthPart = "depth";

    /// <summary>Number of tokens to which an instruction is padded or cut.</summary>
    public const int TextLength = 48;

    private readonly string _folder;
    private readonly ClipTokenizer _tokenizer;

    /// <summary>
    /// Creates the run and writes its tokenizer. The tokenizer is always the same,
    /// because it is built from the world's fixed vocabulary; other words are spelled.
    /// </summary>
    /// <param name="folder">Folder of the run; created if missing.</param>
    /// <param name="data">Source of the samples.</param>
    internal TrainRun(string folder, TrainData data)
    {
        (_folder, Data) = (folder, data);
        var builder = new TokenizerBuilder(WorldVocabulary.Words);
        builder.Write(Part(TokenizerPart), TextLength);
        (_tokenizer, Vocabulary) = (ClipTokenizer.Load(Part(TokenizerPart)), builder.Vocabulary.Count);
    }

    /// <summary>Source of the samples.</summary>
    internal TrainData Data { get; }

    /// <summary>Number of tokens in the vocabulary.</summary>
    internal int Vocabulary { get; }

    internal string Part(string part) => Path.Combine(_folder, part);

    internal long[] Tokenize(string text) => Tokenize(text, TextLength);

    /// <summary>Returns token ids, padded or cut to another length.</summary>
    internal long[] Tokenize(string text, int length) => [.. _tokenizer.Encode(text, length).Ids.Select(id => (long)id)];

    /// <summary>The command line of this run, for its record.</summary>
    public static string Command => "emuedit " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1));

    /// <summary>The commit that this program was built from; null if the build did not know it.</summary>
    public static string? Commit =>
        typeof(TrainRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')
            is [_, var commit]
            ? commit
            : null;
}
