using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>Which packages the properties of a build choose. They are evaluated, not restored.</summary>
public partial class FlavourTests
{
    private const string Networks = "src/EmuEdit.Networks/EmuEdit.Networks.csproj",
        Training = "src/EmuEdit.Training/EmuEdit.Training.csproj";

    [Theory]
    [InlineData(Networks, "OnnxRuntime=", "Microsoft.ML.OnnxRuntime", "1.31.1")]
    [InlineData(Networks, "OnnxRuntime=cpu", "Microsoft.ML.OnnxRuntime", "1.31.1")]
    [InlineData(Networks, "OnnxRuntime=gpu", "Microsoft.ML.OnnxRuntime.Gpu.Linux", "1.31.0")]
    [InlineData(Training, "Torch=", "libtorch-cpu-linux-x64", "2.10.0")]
    [InlineData(Training, "Torch=cuda", "libtorch-cuda-12.8-linux-x64", "2.10.0")]
    public async Task Property_ChoosesOnePackageOfTheNativeLibrary(string project, string property, string package, string version)
    {
        var (code, output) = await MsBuild(project, $"-p:{property}", "-getItem:PackageReference", "-getItem:PackageVersion");
        Assert.True(code == 0, output);
        var items = JsonNode.Parse(output)!["Items"]!;
        Assert.Equal([package], items["PackageReference"]!.AsArray().Select(Name).Where(name => Native().IsMatch(name)));
        Assert.Equal(version, items["PackageVersion"]!.AsArray().Single(p => Name(p) == package)!["Version"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(Networks, "CheckOnnxRuntime", "OnnxRuntime=cuda", "allowed: cpu, gpu.")]
    [InlineData(Training, "CheckTorch", "Torch=gpu", "allowed: cpu, cuda.")]
    public async Task Property_WithAnotherValue_IsRefused(string project, string check, string property, string said)
    {
        var (code, output) = await MsBuild(project, $"-p:{property}", $"-t:{check}");
        Assert.NotEqual(0, code);
        Assert.Contains($"{property}; {said}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Dockerfile_BuildsItsGpuImageWithTheProperty() =>
        Assert.Contains(
            "-p:OnnxRuntime=gpu",
            File.ReadAllText(Path.Combine(Paths.Repository, "infra", "Dockerfile")),
            StringComparison.Ordinal
        );

    private static string Name(JsonNode? item) => item!["Identity"]!.GetValue<string>();

    private static async Task<(int Code, string Output)> MsBuild(string project, params string[] arguments)
    {
        using var process = new WatchedProcess(
            new("dotnet", ["msbuild", Path.Combine(Paths.Repository, project), "-nologo", "-nodeReuse:false", .. arguments])
        );
        var result = await process.Finish();
        return (result.Code, result.Output);
    }

    [GeneratedRegex(@"^(Microsoft\.ML\.OnnxRuntime|libtorch)")]
    private static partial Regex Native();
}
