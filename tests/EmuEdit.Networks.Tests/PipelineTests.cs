using EmuEdit.Onnx.Reference;

namespace EmuEdit.Networks.Tests;

/// <summary>A whole InstructPix2Pix goes where the reference implementation went, with each scheduler.</summary>
public class PipelineTests
{
    // Of the largest value, after ten steps. Measured: 8e-6 at most.
    private const double Tolerance = 5e-5;

    [Fact]
    public void Pipeline_WithEachScheduler_GivesTheReferencesLatentsAndPictures()
    {
        var differences = ReferenceCheck.Run(Golden.Folder("pipeline-ip2p"), Golden.File("pipeline-ip2p")).ToList();
        Assert.All(differences, d => Assert.True(d.Relative <= Tolerance, $"{d.Output}: {d.Relative:e2} {d.Remark}"));
        string[] runs =
        [
            "ddim",
            "ddim-trailing",
            "euler",
            "euler-leading",
            "euler-trailing",
            "euler-karras",
            "dpmpp-2m",
            "dpmpp-2m-leading",
            "dpmpp-2m-sigma-min",
            "dpmpp-2m-karras",
            "pndm",
        ];
        Assert.All(
            runs,
            run => Assert.True(differences.Count(d => d.Output.StartsWith(run + ".latent.", StringComparison.Ordinal)) >= 10, run)
        );
    }
}
