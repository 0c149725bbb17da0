using System.Security.Cryptography;
using System.Text;

namespace EmuEdit.Factory;

/// <summary>
/// Identifies what a bundle computes: the SHA-256 hash of the names and contents of its files, in
/// hexadecimal. Training records and images do not affect the hash.
/// </summary>
internal static class BundleHash
{
    private static readonly string[] Counted = [".onnx", ".onnx_data", ".pb", ".safetensors", ".json", ".txt"];

    public static string Of(string folder)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (
            var file in Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(f => Counted.Contains(Path.GetExtension(f)))
                .Order(StringComparer.Ordinal)
        )
        {
            all.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/') + "\n"));
            using var stream = File.OpenRead(file);
            all.AppendData(SHA256.HashData(stream));
        }
        return Convert.ToHexStringLower(all.GetHashAndReset());
    }
}
