using EmuEdit.Http;
using EmuEdit.TestKit;

namespace EmuEdit.Hosting.Tests.Deployment;

/// <summary>The upload of a bundle, with an <c>az</c> that keeps blobs in a folder.</summary>
public sealed class ScriptTests
{
    private const string Az = """
        verb=$3
        while [ $# -gt 0 ]; do case $1 in --name) name=$2;; --file) file=$2;; esac; shift; done
        case $verb in
            exists) [ -f "$BLOBS/$name" ] && echo true || echo false;;
            download) cp "$BLOBS/$name" "$file";;
            upload) mkdir -p "$(dirname "$BLOBS/$name")" && cp "$file" "$BLOBS/$name";;
        esac
        """;

    public static TheoryData<string> Shells => ["bash", "pwsh"];

    [Fact]
    public void Scripts_OfTheDeployment_AreBash()
    {
        using var scripts = new Scripts("bash");
        foreach (var script in Directory.GetFiles(Path.Combine(Paths.Repository, "infra"), "*.sh"))
            Assert.Equal((0, ""), scripts.Start("bash", ["-n", script]));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void Upload_OfABundle_IsWhatADownloadExpects(string shell)
    {
        using var scripts = Begin(shell);
        Assert.Equal(0, Upload(scripts).Exit);
        var manifest = BundleManifest.Read(File.ReadAllText(scripts["blobs/small/bundle.sha256"]));
        Assert.Equal(["model_index.json", "unet/model.onnx"], manifest.Select(m => m.File));
        Assert.Equal("weights", File.ReadAllText(scripts["blobs/small/unet/model.onnx"]));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void Upload_OfTheSameBundle_DoesNothing(string shell)
    {
        using var scripts = Begin(shell);
        Upload(scripts);
        File.Delete(scripts["blobs/small/unet/model.onnx"]);
        Assert.Equal((0, "models/small is there\n"), Upload(scripts));
        Assert.False(File.Exists(scripts["blobs/small/unet/model.onnx"]));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void Upload_OfAnotherBundleUnderTheName_IsRefusedAndUnderAnotherIsNot(string shell)
    {
        using var scripts = Begin(shell);
        Upload(scripts);
        File.WriteAllText(scripts["small/unet/model.onnx"], "other weights");
        Assert.Equal(2, Upload(scripts).Exit);
        Assert.Equal("weights", File.ReadAllText(scripts["blobs/small/unet/model.onnx"]));
        Assert.Equal(0, Upload(scripts, "small-2").Exit);
        Assert.Equal("other weights", File.ReadAllText(scripts["blobs/small-2/unet/model.onnx"]));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void Upload_OfAFolderThatIsNoBundle_IsRefused(string shell)
    {
        using var scripts = Begin(shell);
        Assert.Equal(2, scripts.Run(Paths.Repository, "upload-models", ["account", scripts["bin"]]).Exit);
    }

    // The second registry wants a token, as nvcr.io does.
    [Fact]
    public void Pin_OfBaseImages_WritesTheDigestsThatTheRegistriesName()
    {
        using var scripts = new Scripts("bash");
        scripts.StandIn("curl", """
            case "$*" in
                *https://two.example/token\?service=two\&scope=pull*) echo '{"token": "yes"}';;
                *https://one.example/v2/a/b/manifests/1.0*|*"Bearer yes"*https://two.example/v2/c/manifests/2.0*)
                    printf 'HTTP/2 200\r\ndocker-content-digest: sha256:%064d\r\n' 7;;
                *https://two.example/*)
                    printf 'HTTP/2 401\r\nwww-authenticate: Bearer realm="https://two.example/token",service="two",scope="pull"\r\n';;
                *) printf 'HTTP/2 404\r\n';;
            esac
            """);
        var (file, digest) = (scripts["Dockerfile"], $"sha256:{7:D64}");
        File.WriteAllText(file, "ARG A=one.example/a/b:1.0\nARG B=two.example/c:2.0@sha256:00\nARG C=plain\nFROM ${A}\n");
        Assert.Equal(0, scripts.Start("bash", [Path.Combine(Paths.Repository, "infra", "pin-images.sh"), file]).Exit);
        Assert.Equal(
            $"ARG A=one.example/a/b:1.0@{digest}\nARG B=two.example/c:2.0@{digest}\nARG C=plain\nFROM ${{A}}\n",
            File.ReadAllText(file)
        );
        File.WriteAllText(file, "ARG A=three.example/a:1.0\n");
        Assert.Equal(1, scripts.Start("bash", [Path.Combine(Paths.Repository, "infra", "pin-images.sh"), file]).Exit);
    }

    [Fact]
    public void Images_OfTheDockerfile_ComeFromRegistriesThatCountNoPulls()
    {
        var lines = File.ReadAllLines(Path.Combine(Paths.Repository, "infra", "Dockerfile"));
        Assert.All(
            lines.Where(l => l.StartsWith("ARG ", StringComparison.Ordinal)),
            l => Assert.Matches("^ARG [A-Z]+=(mcr.microsoft.com|nvcr.io)/", l)
        );
        Assert.All(
            lines.Where(l => l.StartsWith("FROM ", StringComparison.Ordinal)),
            l => Assert.Matches(@"^FROM (\$\{[A-Z]+\}|source|base) AS ", l)
        );
    }

    private static Scripts Begin(string shell)
    {
        var scripts = new Scripts(shell);
        scripts.StandIn("az", Az);
        foreach (
            var (file, text) in new[] { ("model_index.json", "{}"), ("unet/model.onnx", "weights"), ("training/loss.png", "a picture") }
        )
        {
            Directory.CreateDirectory(Path.GetDirectoryName(scripts["small/" + file])!);
            File.WriteAllText(scripts["small/" + file], text);
        }
        return scripts;
    }

    private static (int Exit, string Output) Upload(Scripts scripts, string? name = null) =>
        scripts.Run(
            Paths.Repository,
            "upload-models",
            ["account", scripts["small"], .. name is null ? (string[])[] : [name]],
            ("BLOBS", scripts["blobs"])
        );
}
