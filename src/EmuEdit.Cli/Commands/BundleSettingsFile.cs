using System.Text.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Cli.Commands;

/// <summary>Writes what a calibration chose into a bundle's <c>emu_edit.json</c>.</summary>
internal static class BundleSettingsFile
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Replaces one entry and keeps the others. Creates the file if the bundle has none.</summary>
    /// <param name="bundle">The bundle's folder.</param>
    /// <param name="entry">The entry's name, for example "filters".</param>
    /// <param name="value">The entry's new value.</param>
    public static void Write(string bundle, string entry, JsonNode? value)
    {
        var path = Path.Combine(bundle, "emu_edit.json");
        var file = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : new() { ["format"] = BundleConfig.KnownFormat };
        file[entry] = value;
        AtomicFile.Write(path, file.ToJsonString(s_indented) + "\n");
        Console.WriteLine($"\nThe thresholds are in {path}.");
    }
}
