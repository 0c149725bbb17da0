using System.Runtime.InteropServices;
using EmuEdit.Core;
using EmuEdit.Networks.Checkpoints;
using EmuEdit.Networks.Graph;
using EmuEdit.TestKit;
using Microsoft.ML.OnnxRuntime;

namespace EmuEdit.Networks.Tests;

/// <summary>The reference data of the tests.</summary>
internal static class Golden
{
    public static string Folder(params string[] parts) =>
        Path.Combine([Paths.Repository, "tests", "EmuEdit.Networks.Tests", "Golden", .. parts]);

    public static string File(string folder) => Folder(folder, "golden.safetensors");

    /// <summary>A copy of a folder that a test may break.</summary>
    public static TemporaryFolder Copy(string folder)
    {
        var copy = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Folder(folder), "*", SearchOption.AllDirectories))
        {
            var to = copy[Path.GetRelativePath(Folder(folder), file)];
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            System.IO.File.Copy(file, to);
        }
        return copy;
    }

    public static void ChangeByte(string file, int fromEnd)
    {
        var bytes = System.IO.File.ReadAllBytes(file);
        bytes[^fromEnd] ^= 0x3f;
        System.IO.File.WriteAllBytes(file, bytes);
    }

    /// <summary>Runs a graph on the inputs of one call; attention control is told to take nothing.</summary>
    public static float[] Run(CheckpointGraph graph, string folder, string call, string output)
    {
        using var options = new SessionOptions();
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", graph.Folder);
        using var session = new InferenceSession(graph.Model, options);
        using var stream = System.IO.File.OpenRead(File(folder));
        var entries = SafetensorsHeader.Read(stream, folder).Tensors.ToDictionary(t => t.Name);
        var inputs = session.InputNames.ToDictionary(
            n => n,
            n => entries.TryGetValue($"{call}.{n}", out var entry) ? Value(stream, entry) : Nothing(n, entries[$"{call}.sample"].Shape)
        );
        using var outputs = session.Run(new RunOptions(), inputs, [output]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>The 32-bit floats of a file; its buffers of integers are left out.</summary>
    public static Dictionary<string, NamedTensor> Floats(string file)
    {
        using var stream = System.IO.File.OpenRead(file);
        return SafetensorsHeader
            .Read(stream, file)
            .Tensors.Where(t => t.Type == "F32")
            .ToDictionary(t => t.Name, t => new NamedTensor(t.Shape, Values(stream, t)));
    }

    private static OrtValue Nothing(string input, IReadOnlyList<long> sample) =>
        input switch
        {
            AttentionControl.Source => OrtValue.CreateTensorValueFromMemory(
                Enumerable.Range(0, (int)sample[0]).Select(i => (long)i).ToArray(),
                [sample[0]]
            ),
            AttentionControl.Mask => OrtValue.CreateTensorValueFromMemory(
                new float[sample[0] * sample[2] * sample[3]],
                [sample[0], 1, sample[2], sample[3]]
            ),
            _ => OrtValue.CreateTensorValueFromMemory(new float[sample[0]], [sample[0]]),
        };

    private static OrtValue Value(Stream stream, TensorEntry entry) =>
        OrtValue.CreateTensorValueFromMemory(Values(stream, entry), [.. entry.Shape]);

    private static float[] Values(Stream stream, TensorEntry entry)
    {
        var values = new float[entry.Length / sizeof(float)];
        stream.Position = entry.Offset;
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
