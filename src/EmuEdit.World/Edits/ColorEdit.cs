using EmuEdit.Core;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>Filters the whole image: sharpness, brightness, contrast, saturation, hue.</summary>
internal static class ColorEdit
{
    private static readonly (Phrasing Words, string Look, Func<Image, Image> Filter)[] Filters =
    [
        (
            Phrasing.Of("(blur|soften) (it|the picture)", "make the picture (blurry|soft)").HeldOut("please blur it"),
            "a blurred picture",
            image => ImageFilters.Blur(image)
        ),
        (
            Phrasing.Of("sharpen (it|the picture)", "make the picture (sharp|sharper)").HeldOut("please sharpen it"),
            "a sharpened picture",
            image => ImageFilters.Sharpen(image)
        ),
        (
            Phrasing
                .Of("(brighten|lighten) (it|the picture)", "make the picture brighter", "increase the brightness")
                .HeldOut("please increase the brightness"),
            "a bright picture",
            image => ImageFilters.Gain(image, 1.5f, 0)
        ),
        (
            Phrasing
                .Of("darken (it|the picture)", "make the picture darker", "(decrease|reduce) the brightness")
                .HeldOut("please reduce the brightness"),
            "a dark picture",
            image => ImageFilters.Gain(image, 0.55f, 0)
        ),
        (
            Phrasing.Of("(increase|raise) the contrast", "add more contrast").HeldOut("please increase the contrast"),
            "a picture with much contrast",
            image => ImageFilters.Gain(image, 1.7f, 0.4f)
        ),
        (
            Phrasing.Of("(decrease|reduce|lower) the contrast", "less contrast").HeldOut("please lower the contrast"),
            "a picture with little contrast",
            image => ImageFilters.Gain(image, 0.45f, 0.4f)
        ),
        (
            Phrasing.Of("(increase|raise) the saturation", "make the colors stronger").HeldOut("please increase the saturation"),
            "a picture with strong colors",
            image => ImageFilters.Saturate(image, 2)
        ),
        (
            Phrasing
                .Of("make it (grey|black and white)", "remove all colors", "(turn|change) the picture to grey")
                .HeldOut("please make it grey"),
            "a grey picture",
            image => ImageFilters.Saturate(image, 0)
        ),
        (
            Phrasing
                .Of("(shift|rotate|turn) the hue", "(shift|rotate) the hue of the picture", "shift all colors")
                .HeldOut("please rotate the hue"),
            "a picture with shifted hue",
            ImageFilters.RotateHue
        ),
        (
            Phrasing.Of("invert (it|the picture|the colors)", "make a negative of the picture").HeldOut("please invert the colors"),
            "a negative",
            image => ImageFilters.Gain(image, -1, 0.5f)
        ),
    ];

    public static Edit Draw(Voice voice)
    {
        var (words, look, filter) = voice.Random.Pick(Filters);
        return Edit.Redrawn(words.Say(voice), WorldEdits.AnyScene(voice), voice, (frame, _) => filter(frame.ToImage()), look);
    }
}
