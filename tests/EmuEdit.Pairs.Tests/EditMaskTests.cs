using EmuEdit.Core;

namespace EmuEdit.Pairs.Tests;

public sealed class EditMaskTests
{
    private static readonly Mask Cross = Of((30, 28, 32, 36), (27, 31, 36, 33));

    [Theory]
    [InlineData(MaskKind.Precise), InlineData(MaskKind.Blurred), InlineData(MaskKind.Box)]
    public void EveryMask_CoversTheObject(MaskKind kind)
    {
        var (mask, inside) = (EditMask.Around(Cross, kind).Area(), 0);
        for (var i = 0; i < mask.Pixels.Length; i++)
            inside += Cross.Pixels[i] != 0 && mask.Pixels[i] == 0 ? 1 : 0;
        Assert.Equal(0, inside);
    }

    [Fact]
    public void Masks_ThePreciseIsTheSmallest_TheBoxHasCorners()
    {
        Assert.True(EditMask.Around(Cross, MaskKind.Precise).Area().Count < EditMask.Around(Cross, MaskKind.Box).Area().Count);
        Assert.True(EditMask.Around(Cross, MaskKind.Box).Area()[26, 27]);
        Assert.False(EditMask.Around(Cross, MaskKind.Precise).Area()[26, 27]);
    }

    [Fact]
    public void Blurred_FadesOut()
    {
        var blend = EditMask.Around(Cross, MaskKind.Blurred).Blend(new Image(64, 64), White());
        Assert.Contains(blend.Pixels, p => p is > 20 and < 235);
        Assert.Equal(0, blend.Pixels[0]);
    }

    [Fact]
    public void OnGrid_ACellWithOneInnerPixelIsInside()
    {
        var grid = EditMask.Around(Of((33, 33, 34, 34)), MaskKind.Precise).OnGrid(new(3, 8, 8));
        Assert.Equal(1, grid[4 * 8 + 4]);
        Assert.Equal(1, grid.Sum());
    }

    private static Mask Of(params (int Left, int Top, int Right, int Bottom)[] boxes)
    {
        var mask = new Mask(64, 64);
        foreach (var (left, top, right, bottom) in boxes)
            for (var y = top; y < bottom; y++)
                for (var x = left; x < right; x++)
                    mask[x, y] = true;
        return mask;
    }

    private static Image White()
    {
        var image = new Image(64, 64);
        image.Pixels.AsSpan().Fill(255);
        return image;
    }
}
