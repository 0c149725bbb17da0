using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.Onnx.Reference;
using EmuEdit.TestKit;

namespace EmuEdit.Editing.Tests;

/// <summary>
/// Edits with a model of CosXL-Edit's kind (random weights, 64 x 64 pixels), against the published
/// formulas step by step on its networks.
/// </summary>
public sealed class CosXlEditTests : IDisposable
{
    private const int Steps = 4, Size = 64, Seed = 5;
    private const double SigmaMin = 0.002, SigmaMax = 120, Text = 3, Picture = 1.5;

    private static readonly LatentShape s_shape = new(4, 8, 8);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // diffusers does not save is_cosxl_edit: without the key the schedule says it.
    [Theory]
    [InlineData("", true)]
    [InlineData(", \"is_cosxl_edit\": false", false)]
    public void Edit_WithAModelOfEdmsLevels_IsThePublishedMethod(string index, bool scaled)
    {
        TinyXl.Write(_folder.Path, edits: true, TinyXl.Edm, index);
        using var bundle = Bundle.Load(_folder.Path);
        Assert.Equal(scaled ? 0.13025f : 1, bundle.PictureScale);
        Assert.Equal(scaled, bundle.Remarks.Any(r => r.Contains("CosXL-Edit", StringComparison.Ordinal)));
        Assert.Contains("EDM's noise levels", Assert.Throws<InvalidInputException>(() => bundle.SchedulerFor("ddim")).Message);
        var input = Noise();
        var options = new EditOptions { Steps = Steps, Seed = Seed, TextGuidance = (float)Text, ImageGuidance = (float)Picture, Alpha = 0 };
        var actual = new EditPipeline(bundle).Run(input, "make it night", options).Image.Pixels;

        Assert.True(Distance(actual, Decoded(bundle, Path(bundle, input, scaled ? 0.13025 : 1)[^1])) <= 1);
        Assert.True(Distance(actual, Decoded(bundle, Path(bundle, input, scaled ? 1 : 0.13025)[^1])) > 1);
    }

    // The names and layout of what a reference implementation gives of its runs.
    [Fact]
    public void Check_OfAReferenceOfEdmsLevels_FindsNoDifference()
    {
        TinyXl.Write(_folder.Path, edits: true, TinyXl.Edm);
        RandomCheckpoint.WriteJson(_folder["schedulers/edm/scheduler_config.json"], TinyXl.Edm);
        RandomCheckpoint.WriteJson(
            _folder["golden.json"],
            $"\"prompt\": \"make it night\", \"steps\": {Steps}, \"guidance_scale\": {Text}, "
                + $"\"image_guidance_scale\": 1.5, \"scaling_factor\": 0.13025, \"runs\": {{\"edm\": {{}}}}"
        );
        var (input, golden) = (Noise(), new Safetensors());
        using (var bundle = Bundle.Load(_folder.Path))
        {
            golden.Tensors["noise"] = new([1, 4, 8, 8], new CounterRandom(Seed).Gaussians(s_shape.Length));
            golden.Tensors["pixels"] = new([1, 3, Size, Size], Pixels(input));
            golden.Tensors["edm.sigmas"] = new([Steps + 1], [.. Enumerable.Range(0, Steps).Select(i => (float)Sigma(i)), 0]);
            golden.Tensors["edm.timesteps"] = new([Steps], [.. Enumerable.Range(0, Steps).Select(i => (float)(Math.Log(Sigma(i)) / 4))]);
            golden.Tensors["edm.init_noise_sigma"] = new([], [(float)Math.Sqrt(SigmaMax * SigmaMax + 1)]);
            foreach (var (i, x) in Path(bundle, input, 0.13025).Index())
                golden.Tensors[$"edm.latent.{i:00}"] = new([1, 4, 8, 8], x);
        }
        golden.Write(_folder["golden.safetensors"]);
        var differences = ReferenceCheck.Run(_folder.Path, _folder["golden.safetensors"]).ToList();
        Assert.Equal(3 + Steps, differences.Count);
        Assert.All(differences, d => Assert.True(d.Relative < 1e-5, $"{d.Output}: {d.Relative:e2} {d.Remark}"));
    }

    // Karras et al. 2022, algorithm 1, on x = sample + s noise with sigma_data 1; guidance as
    // Brooks et al. 2023, eq. 3.
    private static List<float[]> Path(Bundle bundle, Image input, double scale)
    {
        float[] picture = [.. bundle.VaeEncoder.Encode(Pixels(input), Size, Size).Values.Select(v => (float)(v * scale))];
        var (text, nothing) = (bundle.Prompts.Read("make it night"), bundle.Prompts.ReadNothing());
        using var run = bundle.UNet.Bind(
            s_shape,
            Size,
            Size,
            [new(picture, text, []), new(picture, nothing, []), new(new float[picture.Length], nothing, [])]
        );
        var path = new List<float[]>();
        double[] x = [.. new CounterRandom(Seed).Gaussians(s_shape.Length).Select(n => n * Math.Sqrt(SigmaMax * SigmaMax + 1))];
        for (var i = 0; i < Steps; i++)
        {
            var (s, next) = (Sigma(i), i == Steps - 1 ? 0 : Sigma(i + 1));
            var given = run.Predict([.. x.Select(v => (float)(v / Math.Sqrt(s * s + 1)))], Math.Log(s) / 4).ToArray();
            for (var k = 0; k < x.Length; k++)
            {
                var (full, image, none) = (given[k], given[x.Length + k], given[2 * x.Length + k]);
                var v = none + Text * (full - image) + Picture * (image - none);
                var sample = x[k] / (s * s + 1) - s / Math.Sqrt(s * s + 1) * v;
                x[k] += (x[k] - sample) / s * (next - s);
            }
            path.Add([.. x.Select(v => (float)v)]);
        }
        return path;
    }

    private static Image Noise()
    {
        var picture = new Image(Size, Size);
        new Random(1).NextBytes(picture.Pixels);
        return picture;
    }

    private static float[] Pixels(Image picture) =>
        [.. Enumerable.Range(0, 3).SelectMany(c => picture.Pixels.Where((_, i) => i % 3 == c)).Select(p => p / 127.5f - 1)];

    private static byte[] Decoded(Bundle bundle, float[] latent)
    {
        var decoded = bundle.VaeDecoder.Decode(latent, s_shape).Values;
        return
        [
            .. Enumerable
                .Range(0, 3 * Size * Size)
                .Select(i => (byte)Math.Clamp(Math.Round((decoded[i % 3 * Size * Size + i / 3] + 1) * 127.5), 0, 255)),
        ];
    }

    private static double Sigma(int step) => SigmaMax * Math.Pow(SigmaMin / SigmaMax, step / (Steps - 1.0));

    private static int Distance(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
}
