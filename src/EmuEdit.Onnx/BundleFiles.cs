using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

internal static class BundleFiles
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
    };

    /// <summary>Returns the path of a file that a bundle must have.</summary>
    /// <exception cref="InvalidInputException">The file is missing, or is a Git LFS pointer.</exception>
    public static string Require(string folder, params ReadOnlySpan<string> parts)
    {
        var path = Path.Combine([folder, .. parts]);
        if (!File.Exists(path))
            throw new InvalidInputException(
                $"no file {path}",
                "a whole bundle in the diffusers ONNX layout",
                "export the model again, or copy the missing file"
            );
        LfsPointer.Refuse(path, "a whole bundle in the diffusers ONNX layout");
        return path;
    }

    /// <summary>Reads a JSON object whose keys are in snake case.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is not a JSON object, or has null where a value is required.
    /// </exception>
    public static T ReadJson<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), s_json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(
                $"{path} cannot be read ({e.Message.TrimEnd('.')})",
                "a JSON object of the bundle's layout",
                "copy the file again"
            );
        }
    }
}
